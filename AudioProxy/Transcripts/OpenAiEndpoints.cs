using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Uploads;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Transcription as OpenAI's API has it, for recordings of any length.</summary>
internal static class OpenAiEndpoints
{
    private const string Granularities = "timestamp_granularities[]";

    public static IEndpointRouteBuilder MapOpenAiTranscripts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/audio/transcriptions", TranscribeAsync)
            .WithTags("OpenAI").AnswerLikeOpenAi().AnswerAudioProblems();
        return routes;
    }

    /// <summary>
    /// Transcribe a recording: OpenAI's form, with <c>response_format</c> json, text, srt, verbose_json, vtt or
    /// diarized_json, <c>language</c>, <c>timestamp_granularities[]</c> and <c>stream</c>. Any <c>model</c> is taken
    /// for the one that there is; <c>prompt</c> and <c>temperature</c> are not used.
    /// </summary>
    private static async Task<IResult> TranscribeAsync(
        HttpContext context, RecordingReader recordings, TranscriptRuns runs, TranscriptStore store,
        TranscriptFeed feed)
    {
        var upload = await recordings.ReadAsync(context);
        if (FormatNames.Parse<OpenAiFormat>(upload.Field("response_format")) is not { } format)
        {
            upload.Dispose();
            return TranscriptAnswers.NoFormat<OpenAiFormat>("response_format", upload.Field("response_format")!);
        }

        var (hasWords, isStream) = (HasWords(upload), upload.Field("stream") is "true" or "True" or "1");
        var order = new TranscriptOrder
        {
            Language = upload.Field("language"),
            HasSpeakers = format == OpenAiFormat.DiarizedJson
        };
        var begun = await runs.BeginAsync(upload, order, context.RequestAborted);
        if (isStream) return TypedResults.ServerSentEvents(DeltasAsync(begun.Id, feed, context.RequestAborted));

        return await TranscriptAnswers.WhenEndedAsync(begun, store, context, (transcript, _) => TypedResults.Text(
            OpenAiWriter.Write(transcript, format, hasWords), format.ContentType(), Encoding.UTF8));
    }

    // Events as of platform.openai.com, "Streaming transcriptions".
    private static async IAsyncEnumerable<SseItem<string>> DeltasAsync(
        string id, TranscriptFeed feed, [EnumeratorCancellation] CancellationToken cancel)
    {
        var text = new StringBuilder();
        await foreach (var told in feed.FollowAsync(id, from: 0, cancel))
        {
            foreach (var segment in told.Parts.Select(Wire.Read<Segment>))
            {
                var delta = text.Length == 0 ? segment.Text : $" {segment.Text}";
                text.Append(delta);
                yield return Event("transcript.text.delta", new { Type = "transcript.text.delta", Delta = delta });
            }

            if (told.Kind == TranscriptEventKind.Done)
            {
                var whole = text.ToString();
                yield return Event("transcript.text.done", new { Type = "transcript.text.done", Text = whole });
            }
            else if (told is { Kind: TranscriptEventKind.Failed, State.Problem: { } problem })
            {
                var said = $"{problem.Title}. {problem.Detail}";
                yield return Event(
                    "error", new OpenAiErrorEnvelope(new(said, "server_error", Param: null, problem.Code)));
            }
        }
    }

    private static SseItem<string> Event<T>(string type, T data) => new(TranscriptJson.Write(data), type);

    private static bool HasWords(Upload upload) =>
        upload.Fields.TryGetValue(Granularities, out var wanted) && wanted.Contains("word");
}
