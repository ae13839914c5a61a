using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>A piece of a text as Magpie has spoken it, or why it has not.</summary>
internal sealed class Spoken : IDisposable
{
    private const int Block = 16 * 1024;

    private readonly IDisposable? answer;
    private readonly Stream wav = Stream.Null;

    private Spoken(ProblemHttpResult problem) => Problem = problem;

    private Spoken(IDisposable answer, Stream wav, WavHead head) => (this.answer, this.wav, Head) = (answer, wav, head);

    /// <summary>Why there is nothing to hear; null when there is.</summary>
    public ProblemHttpResult? Problem { get; }

    /// <summary>Of its samples; null when there are none.</summary>
    public WavHead? Head { get; }

    public static Spoken Not(ProblemHttpResult problem) => new(problem);

    /// <summary>Reads the head of an answer, which belongs to the result.</summary>
    public static async Task<Spoken> ReadAsync(IDisposable answer, Stream wav, CancellationToken cancel)
    {
        try
        {
            if (await WavHead.ReadAsync(wav, cancel) is { } head) return new(answer, wav, head);
        }
        catch (IOException)
        {
            // It broke off: what came is no WAV either.
        }

        answer.Dispose();
        return Not(SpeechProblems.Failed("It answered with something that is no WAV of 16 bits."));
    }

    /// <summary>Gives its samples on, block by block, as they come.</summary>
    /// <returns>False when they ended too early.</returns>
    public async Task<bool> CopyAsync(Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancel)
    {
        var block = new byte[Block];
        var left = Head!.Length;
        while (left is not 0)
        {
            var count = await NextAsync(block.AsMemory(0, (int)Math.Min(left ?? Block, Block)), cancel);
            if (count is not > 0) return count == 0 && left is null;

            await write(block.AsMemory(0, count.Value));
            left -= count;
        }

        return true;
    }

    // Null when the connection broke.
    private async Task<int?> NextAsync(Memory<byte> block, CancellationToken cancel)
    {
        try
        {
            return await wav.ReadAsync(block, cancel);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => answer?.Dispose();
}
