using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using SparkControl.AudioProxy.Formats;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// A transcript as OpenAI's API streams it (platform.openai.com, "Streaming transcriptions"). It ends with
/// <c>transcript.text.done</c> or with an error: a client takes any other end for the end of the text.
/// </summary>
internal sealed class OpenAiStream(TranscriptFeed feed)
{
    /// <param name="begun">The transcript.</param>
    /// <param name="hasSpeakers">Whether segments are told too, each with who says it.</param>
    /// <param name="cancel">The client leaves.</param>
    /// <returns>Null where there is nothing to tell but that it goes on.</returns>
    public async IAsyncEnumerable<SseItem<string>?> ReadAsync(
        BegunTranscript begun, bool hasSpeakers, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (text, index) = (new StringBuilder(), 0);
        await foreach (var told in feed.FollowAsync(begun, cancel))
        {
            foreach (var segment in told.Parts.Select(Wire.Read<Segment>))
            {
                var delta = text.Length == 0 ? segment.Text : $" {segment.Text}";
                text.Append(delta);
                yield return Delta(delta, hasSpeakers ? OpenAiWriter.SegmentId(index) : null);
                if (hasSpeakers) yield return Whole(segment, index);
                index++;
            }

            if (told.Parts.Count == 0) yield return End(told, text.ToString());
        }
    }

    private static SseItem<string>? End(TranscriptEvent told, string text) => told switch
    {
        { Kind: TranscriptEventKind.Done } =>
            Event("transcript.text.done", new { Type = "transcript.text.done", Text = text }),
        { Kind: TranscriptEventKind.Failed, State.Problem: { } problem } => Event("error", new OpenAiErrorEnvelope(
            new($"{problem.Title}. {problem.Detail}", "server_error", Param: null, problem.Code))),
        _ => null
    };

    private static SseItem<string> Delta(string delta, string? segment) => segment is null
        ? Event("transcript.text.delta", new { Type = "transcript.text.delta", Delta = delta })
        : Event("transcript.text.delta", new { Type = "transcript.text.delta", Delta = delta, SegmentId = segment });

    private static SseItem<string> Whole(Segment segment, int index) =>
        Event(OpenAiWriter.SegmentType, OpenAiWriter.Diarized(segment, index));

    private static SseItem<string> Event<T>(string type, T data) => new(TranscriptJson.Write(data), type);
}
