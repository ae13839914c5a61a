using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.AudioProxy.Formats;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A transcript that was begun.</summary>
/// <param name="Id">Its id.</param>
public sealed record TranscriptAccepted(string Id);

/// <summary>The newest transcripts.</summary>
/// <param name="Transcripts">Newest first.</param>
internal sealed record TranscriptsView(IReadOnlyList<TranscriptState> Transcripts);

/// <summary>Transcripts as jobs: who has begun one may leave, and come back to any instance.</summary>
internal static class TranscriptEndpoints
{
    private const string Route = "/api/audio/transcripts", Running = "running";

    public static IEndpointRouteBuilder MapTranscripts(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup(Route).WithTags("Transcripts").AnswerAudioProblems();
        jobs.MapPost("", BeginAsync);
        jobs.MapGet("", ListAsync);
        jobs.MapGet("/{id}", ReadAsync);
        jobs.MapGet("/{id}/stream", StreamAsync);
        jobs.MapDelete("/{id}", DeleteAsync);
        return routes;
    }

    /// <summary>
    /// Begin a transcript of the recording in the form's field <c>file</c>, with who says what. It goes on when the
    /// client leaves. <c>language</c> is optional. 413, 415, 422: the recording cannot be used; 507: no room for it.
    /// </summary>
    private static async Task<Accepted<TranscriptAccepted>> BeginAsync(
        HttpContext context, RecordingReader recordings, TranscriptRuns runs)
    {
        var upload = await recordings.ReadAsync(context);
        var order = new TranscriptOrder { Language = upload.Field("language") };
        var begun = await runs.BeginAsync(upload, order, CancellationToken.None);
        return TypedResults.Accepted($"{Route}/{begun.Id}", new TranscriptAccepted(begun.Id));
    }

    /// <summary>
    /// The last 20 transcripts that were begun as jobs, newest first. They are kept for a day, what somebody waited for
    /// for an hour.
    /// </summary>
    private static async Task<Ok<TranscriptsView>> ListAsync(TranscriptStore store) =>
        TypedResults.Ok(new TranscriptsView(await store.ListAsync()));

    /// <summary>
    /// A transcript's state; with <c>format</c> (json, verbose_json, txt, srt, vtt, rttm) the finished transcript
    /// itself. <c>name</c>, as often as wanted, is a name for a speaker: <c>name=Speaker_0:Maren</c>. With <c>lines</c>
    /// long segments come in lines of a sentence, as its stream tells them.
    /// </summary>
    private static async Task<IResult> ReadAsync(
        string id, string? format, string[]? name, bool? lines, TranscriptStore store)
    {
        if (await store.ReadAsync(id, count: 1) is not { } slice) return TranscriptAnswers.Unknown(id);
        if (format is null) return TypedResults.Ok(slice.State);
        if (FormatNames.Parse<TranscriptFormat>(format) is not { } wanted)
            return TranscriptAnswers.NoFormat<TranscriptFormat>("format", format);

        return await FinishedTranscript.ReadAsync(store, id, lines == true) is { } transcript
            ? TranscriptAnswers.In(wanted, ShownNames.Of(name ?? []).In(transcript), slice.State.FileName)
            : TranscriptAnswers.NotFinished(slice.State);
    }

    /// <summary>
    /// A transcript while it is made, as server-sent events: <c>state</c>, <c>segments</c> whose id is the index of the
    /// next one (a client that comes back sends it as Last-Event-ID), then <c>done</c> or <c>failed</c>. One that
    /// <c>continues</c> goes on with the one before: together they are one segment of the finished transcript.
    /// </summary>
    private static async Task<IResult> StreamAsync(
        string id, [FromHeader(Name = "Last-Event-ID")] string? last, long? from, TranscriptStore store,
        TranscriptStream stream, CancellationToken cancel)
    {
        if (await store.ReadAsync(id, count: 1) is null) return TranscriptAnswers.Unknown(id);

        var isBack = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var next);
        var index = isBack ? next : from ?? 0;
        return TypedResults.ServerSentEvents(stream.ReadAsync(id, index, cancel));
    }

    /// <summary>
    /// Cancel a transcript that is being made, or remove one that has ended; with <c>if=running</c> the first alone:
    /// 409 for one that has ended meanwhile, which stays.
    /// </summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, [FromQuery(Name = "if")] string? condition, TranscriptStore store)
    {
        if (condition is not (null or Running)) return TranscriptAnswers.NoCondition(condition);

        return await store.DeleteAsync(id, ifRunning: condition is not null) switch
        {
            DeleteOutcome.Missing => TranscriptAnswers.Unknown(id),
            DeleteOutcome.Kept => TranscriptAnswers.HasEnded,
            _ => TypedResults.NoContent()
        };
    }
}
