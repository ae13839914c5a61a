using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>A piece of a text as Magpie has spoken it, or why it has not.</summary>
internal sealed class Spoken : IDisposable
{
    /// <summary>Samples come faster than they are heard: who sends none for so long sends no more.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private const int Block = 16 * 1024;

    private readonly IDisposable? answer;
    private readonly Stream wav = Stream.Null;
    private readonly TimeProvider time = TimeProvider.System;

    private Spoken(ProblemHttpResult problem) => Problem = problem;

    private Spoken(IDisposable answer, Stream wav, WavHead head, TimeProvider time) =>
        (this.answer, this.wav, Head, this.time) = (answer, wav, head, time);

    /// <summary>Why there is nothing to hear; null when there is.</summary>
    public ProblemHttpResult? Problem { get; }

    /// <summary>Of its samples; null when there are none.</summary>
    public WavHead? Head { get; }

    public static Spoken Not(ProblemHttpResult problem) => new(problem);

    /// <summary>Reads the head of an answer, which belongs to the result.</summary>
    public static async Task<Spoken> ReadAsync(
        IDisposable answer, Stream wav, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            using var patience = new Patient(time, cancel);
            if (await WavHead.ReadAsync(wav, patience.Token) is { } head) return new(answer, wav, head, time);
        }
        catch (Exception broken) when (IsBroken(broken, cancel))
        {
            // It broke off: what came is no WAV either.
        }

        answer.Dispose();
        return Not(SpeechProblems.Failed("It answered with something that is no WAV of 16 bits."));
    }

    /// <summary>Gives its samples on, block by block, as they come.</summary>
    /// <returns>False when they ended too early, or stopped coming.</returns>
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
            using var patience = new Patient(time, cancel);
            return await wav.ReadAsync(block, patience.Token);
        }
        catch (Exception broken) when (IsBroken(broken, cancel))
        {
            return null;
        }
    }

    private static bool IsBroken(Exception failure, CancellationToken cancel) =>
        failure is IOException || (failure is OperationCanceledException && !cancel.IsCancellationRequested);

    public void Dispose() => answer?.Dispose();

    /// <summary>Ends with the request, or after the longest silence.</summary>
    private sealed class Patient : IDisposable
    {
        private readonly CancellationTokenSource late, either;

        public Patient(TimeProvider time, CancellationToken cancel)
        {
            late = new(Silence, time);
            either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        }

        public CancellationToken Token => either.Token;

        public void Dispose()
        {
            either.Dispose();
            late.Dispose();
        }
    }
}
