using SparkControl.AudioProxy.Formats;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Transcripts for clients that wait for them: who leaves cancels.</summary>
internal static class WaitingEndpoints
{
    public static IEndpointRouteBuilder MapWaitingTranscripts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/audio/transcribe-with-speakers", TranscribeAsync)
            .WithTags("Transcripts").AnswerAudioProblems();
        return routes;
    }

    /// <summary>
    /// A transcript of the recording in the form's field <c>file</c>, with who says what: the answer comes when it is
    /// done, as <c>format</c> (json, verbose_json, txt, srt, vtt, rttm). With <c>Accept: text/event-stream</c> it is
    /// told while it is made, and <c>done</c> has it in that format. 422: there is nothing to hear in it. 503 with
    /// Retry-After: the GPU has failed, or there was no turn in time; the same file sent again within twelve
    /// hours goes on from its finished windows.
    /// </summary>
    private static async Task<IResult> TranscribeAsync(
        HttpContext context, RecordingReader recordings, TranscriptRuns runs, PatientReader finished,
        TranscriptStream stream)
    {
        var upload = await recordings.ReadAsync(context, TranscriptAnswers.Checked<TranscriptFormat>("format"));
        var asked = upload.Field("format") ?? context.Request.Query["format"];
        if (FormatNames.Parse<TranscriptFormat>(asked) is not { } format)
        {
            upload.Dispose();
            return TranscriptAnswers.NoFormat<TranscriptFormat>("format", asked!);
        }

        var order = new TranscriptOrder { Language = upload.Field("language"), IsJob = false };
        var begun = await runs.BeginAsync(upload, order, context.RequestAborted);
        if (IsStream(context.Request))
            return TypedResults.ServerSentEvents(stream.ReadAsync(begun, format, context.RequestAborted));

        return await TranscriptAnswers.WhenEndedAsync(
            begun, finished, context, (transcript, state) => TranscriptAnswers.In(format, transcript, state.FileName));
    }

    private static bool IsStream(HttpRequest request) => request.GetTypedHeaders().Accept
        .Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
}
