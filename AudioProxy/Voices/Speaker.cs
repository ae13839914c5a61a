using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>
/// Carries an order out: its pieces through Magpie one after the other, and through ffmpeg where that is needed.
/// </summary>
internal sealed partial class Speaker(Magpie magpie, string? ffmpeg, ILogger<Speaker> logger)
{
    /// <summary>The format that a request means; null is the usual one.</summary>
    public SpeechFormat Format(string? name) =>
        (name is null ? null : SpeechFormat.Find(name)) ?? SpeechFormat.Usual(ffmpeg is not null);

    /// <returns>Why nothing was sent; null when the answer is under way or done.</returns>
    public async Task<ProblemHttpResult?> SayAsync(SpeechOrder order, HttpContext context)
    {
        if (ffmpeg is null && !order.Format.IsPlain(order.Format.Rate, order.Speed))
            return SpeechProblems.NoFfmpeg(order.Speed.Equals(1.0) ? order.Format.Name : "Another speed");

        using var first = await magpie.SayAsync(order, order.Pieces[0], context.RequestAborted);
        if (first.Head is not { } head) return first.Problem;
        if (order.Format.IsPlain(head.Rate, order.Speed)) return await PlainAsync(order, first, head, context);
        if (ffmpeg is null) return SpeechProblems.NoFfmpeg($"pcm of {SpeechFormat.PcmRate} Hz");

        await using var encoder = Encoder.Start(ffmpeg, order.Format, head.Rate, order.Speed);
        return await EncodedAsync(encoder, order, first, context);
    }

    private async Task<ProblemHttpResult?> PlainAsync(
        SpeechOrder order, Spoken first, WavHead head, HttpContext context)
    {
        var output = new SpeechOutput(context.Response, order, context.RequestAborted);
        // Of several pieces nobody knows yet how long they are together.
        var whole = order.Pieces.Count == 1 ? head : head with { Length = null };
        if (order.Format.Name == "wav") await output.WriteAsync(whole.ToBytes());
        var isWhole = await CopyAsync(order, first, output.WriteAsync, context.RequestAborted);
        return await EndAsync(output, isWhole, context);
    }

    private async Task<ProblemHttpResult?> EncodedAsync(
        Encoder encoder, SpeechOrder order, Spoken first, HttpContext context)
    {
        var cancel = context.RequestAborted;
        var output = new SpeechOutput(context.Response, order, cancel);
        var feeding = FeedAsync(encoder, order, first, cancel);
        var block = new byte[16 * 1024];
        while (await encoder.Encoded.ReadAsync(block, cancel) is > 0 and var count)
            await output.WriteAsync(block.AsMemory(0, count));

        var (isWhole, fault) = (await feeding, await encoder.EndAsync(cancel));
        return fault is not null && !context.Response.HasStarted
            ? SpeechProblems.NotEncoded(order.Format.Name, fault)
            : await EndAsync(output, isWhole && fault is null, context);
    }

    // Half an answer must not look like a whole one.
    private static async Task<ProblemHttpResult?> EndAsync(SpeechOutput output, bool isWhole, HttpContext context)
    {
        if (isWhole) await output.EndAsync();
        else if (context.Response.HasStarted) context.Abort();
        else return SpeechProblems.Failed("It broke off before the first sample.");

        return null;
    }

    // An encoder that has ended takes no more: what it said then tells why.
    private async Task<bool> FeedAsync(Encoder encoder, SpeechOrder order, Spoken first, CancellationToken cancel)
    {
        try
        {
            await using var samples = encoder.Samples;
            return await CopyAsync(order, first, block => samples.WriteAsync(block, cancel), cancel);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<bool> CopyAsync(
        SpeechOrder order, Spoken first, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancel)
    {
        if (!await first.CopyAsync(write, cancel)) return false;

        foreach (var piece in order.Pieces.Skip(1))
        {
            using var next = await magpie.SayAsync(order, piece, cancel);
            if (next.Head?.Rate == first.Head!.Rate && await next.CopyAsync(write, cancel)) continue;

            BrokeOff(next.Problem?.ProblemDetails.Title ?? "Its samples were not those that had begun");
            return false;
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "A text was spoken only in part: {Reason}")]
    private partial void BrokeOff(string reason);
}
