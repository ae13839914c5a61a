using System.Text;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Uploads;
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
        HttpContext context, RecordingReader recordings, TranscriptRuns runs, PatientReader finished,
        OpenAiStream stream)
    {
        var upload = await recordings.ReadAsync(context, TranscriptAnswers.Checked<OpenAiFormat>("response_format"));
        if (FormatNames.Parse<OpenAiFormat>(upload.Field("response_format")) is not { } format)
        {
            upload.Dispose();
            return TranscriptAnswers.NoFormat<OpenAiFormat>("response_format", upload.Field("response_format")!);
        }

        var (hasWords, isStream) = (HasWords(upload), upload.Field("stream") is "true" or "True" or "1");
        var order = new TranscriptOrder
        {
            Language = upload.Field("language"),
            HasSpeakers = format == OpenAiFormat.DiarizedJson,
            IsJob = false
        };
        var begun = await runs.BeginAsync(upload, order, context.RequestAborted);
        if (isStream) return new KeptAliveEvents(stream.ReadAsync(begun, order.HasSpeakers, context.RequestAborted));

        return await TranscriptAnswers.WhenEndedAsync(begun, finished, context, (transcript, _) => TypedResults.Text(
            OpenAiWriter.Write(transcript, format, hasWords), format.ContentType(), Encoding.UTF8));
    }

    private static bool HasWords(Upload upload) =>
        upload.Fields.TryGetValue(Granularities, out var wanted) && wanted.Contains("word");
}
