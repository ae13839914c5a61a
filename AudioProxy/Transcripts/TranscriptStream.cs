using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using SparkControl.AudioProxy.Formats;
using SparkControl.Contracts;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// A transcript as server-sent events: <c>state</c>, <c>segments</c> with the index of the next one as id, <c>ping</c>
/// in a silence, and at the end <c>done</c> with the whole, or <c>failed</c>.
/// </summary>
internal sealed class TranscriptStream(TranscriptFeed feed, TranscriptStore store)
{
    /// <param name="id">The transcript.</param>
    /// <param name="from">The index of the first segment wanted.</param>
    /// <param name="cancel">The client leaves.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string id, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var told in feed.FollowAsync(id, from, cancel))
        {
            switch (told.Kind)
            {
                case TranscriptEventKind.State:
                    yield return new(Wire.Write(told.State), "state");
                    break;
                case TranscriptEventKind.Segments:
                    yield return Segments(told);
                    break;
                case TranscriptEventKind.Ping:
                    yield return new("{}", "ping");
                    break;
                case TranscriptEventKind.Failed:
                    yield return new(Wire.Write(told.State.Problem!), "failed");
                    break;
                case TranscriptEventKind.Done when await FinishedTranscript.ReadAsync(store, id) is { } transcript:
                    yield return new(TranscriptWriter.Write(transcript, TranscriptFormat.Json), "done");
                    break;
            }
        }
    }

    private static SseItem<string> Segments(TranscriptEvent told)
    {
        var segments = told.Parts.Select(part => Wire.Read<Segment>(part) with { Words = null });
        return new(TranscriptJson.Write(new { told.From, segments }), "segments")
        {
            EventId = told.Next.ToString(CultureInfo.InvariantCulture)
        };
    }
}
