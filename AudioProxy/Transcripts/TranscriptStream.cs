using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using SparkControl.AudioProxy.Formats;
using SparkControl.Contracts;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// A transcript as server-sent events: <c>state</c>, <c>segments</c> with the index of the next one as id, <c>ping</c>
/// in a silence, and at the end <c>done</c> with the whole, or <c>failed</c>.
/// </summary>
internal sealed class TranscriptStream(TranscriptFeed feed, PatientReader finished)
{
    /// <summary>For whoever can come back: where this service ends, the stream does without an end.</summary>
    /// <param name="id">The transcript.</param>
    /// <param name="from">The index of the first segment wanted.</param>
    /// <param name="cancel">The client leaves.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string id, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var told in feed.FollowAsync(id, from, cancel))
        {
            if (told.Kind != TranscriptEventKind.Done) yield return Item(told);
            else if (await finished.ReadAsync(id, cancel) is { } transcript)
                yield return Done(TranscriptWriter.Write(transcript, TranscriptFormat.Json));
        }
    }

    /// <summary>For whoever waits for it and cannot come back: it ends with <c>done</c> or <c>failed</c>.</summary>
    /// <param name="begun">The transcript.</param>
    /// <param name="format">What <c>done</c> has it as.</param>
    /// <param name="cancel">The client leaves.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        BegunTranscript begun, TranscriptFormat format, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var told in feed.FollowAsync(begun, cancel))
        {
            yield return told.Kind == TranscriptEventKind.Done
                ? await EndAsync(told.State, format, cancel)
                : Item(told);
        }
    }

    private async Task<SseItem<string>> EndAsync(
        TranscriptState state, TranscriptFormat format, CancellationToken cancel)
    {
        try
        {
            return await finished.ReadAsync(state.Id, cancel) is { } transcript
                ? Done(TranscriptAnswers.Text(format, transcript, state.FileName))
                : Failed(TranscriptProblems.Removed);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return Failed(TranscriptProblems.NotRead);
        }
    }

    private static SseItem<string> Item(TranscriptEvent told) => told.Kind switch
    {
        TranscriptEventKind.State => new(Wire.Write(told.State), "state"),
        TranscriptEventKind.Segments => Segments(told),
        TranscriptEventKind.Failed => Failed(told.State.Problem!),
        _ => new("{}", "ping")
    };

    private static SseItem<string> Segments(TranscriptEvent told)
    {
        var segments = told.Parts.Select(part => Wire.Read<Segment>(part) with { Words = null });
        return new(TranscriptJson.Write(new { told.From, segments }), "segments")
        {
            EventId = told.Next.ToString(CultureInfo.InvariantCulture)
        };
    }

    private static SseItem<string> Done(string transcript) => new(transcript, "done");

    private static SseItem<string> Failed(TranscriptProblem problem) => new(Wire.Write(problem), "failed");
}
