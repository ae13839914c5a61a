using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
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
            .WithTags("OpenAI").DisableAntiforgery().AnswerLikeOpenAi().AnswerAudioProblems();
        return routes;
    }

    /// <summary>
    /// Transcribe a recording: OpenAI's form, with <c>response_format</c> json, text, srt, verbose_json, vtt or
    /// diarized_json, <c>language</c>, <c>timestamp_granularities[]</c> and <c>stream</c>. Any <c>model</c> is taken for
    /// the one that there is; <c>prompt</c> and <c>temperature</c> are not used.
    /// </summary>
    private static async Task<IResult> TranscribeAsync(
        HttpContext context, RecordingReader recordings, TranscriptRuns runs, TranscriptStore store, TranscriptFeed feed)
    {
        var upload = await recordings.ReadAsync(context);
        if (FormatNames.Parse<OpenAiFormat>(upload.Field("response_format")) is not { } format)
        {
            upload.Dispose();
            return NoFormat(upload.Field("response_format")!);
        }

        var (hasWords, isStream) = (HasWords(upload), upload.Field("stream") is "true" or "True" or "1");
        var order = new TranscriptOrder
        {
            Language = upload.Field("language"),
            HasSpeakers = format == OpenAiFormat.DiarizedJson
        };
        var begun = await runs.BeginAsync(upload, order, context.RequestAborted);
        if (isStream) return TypedResults.ServerSentEvents(DeltasAsync(begun.Id, feed, context.RequestAborted));

        var state = await begun.Ended;
        if (state.Problem is { } problem) return TranscriptAnswers.Of(problem, context);

        return await FinishedTranscript.ReadAsync(store, begun.Id) is { } transcript
            ? TypedResults.Text(OpenAiWriter.Write(transcript, format, hasWords), format.ContentType(), Encoding.UTF8)
            : TranscriptAnswers.Of(TranscriptProblem.Interrupted, context);
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
                yield return Event("transcript.text.done", new { Type = "transcript.text.done", Text = text.ToString() });
            else if (told is { Kind: TranscriptEventKind.Failed, State.Problem: { } problem })
            {
                var error = new OpenAiErrorBody($"{problem.Title}. {problem.Detail}", "server_error", null, problem.Code);
                yield return Event("error", new OpenAiErrorEnvelope(error));
            }
        }
    }

    private static SseItem<string> Event<T>(string type, T data) => new(TranscriptJson.Write(data), type);

    private static bool HasWords(Upload upload) =>
        upload.Fields.TryGetValue(Granularities, out var wanted) && wanted.Contains("word");

    private static ProblemHttpResult NoFormat(string format) => Problems.Problem(
        "invalid", StatusCodes.Status400BadRequest, $"There is no response_format \"{format}\"",
        $"It is one of {string.Join(", ", Enum.GetValues<OpenAiFormat>().Select(known => Wire.Word(known)))}.",
        new Dictionary<string, object?> { ["field"] = "response_format" });
}
