using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Uploads;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What routes about transcripts answer.</summary>
internal static class TranscriptAnswers
{
    public static IResult In(TranscriptFormat format, Transcript transcript, string? fileName) =>
        TypedResults.Text(Text(format, transcript, fileName), format.ContentType(), Encoding.UTF8);

    public static string Text(TranscriptFormat format, Transcript transcript, string? fileName) =>
        TranscriptWriter.Write(transcript, format, fileName ?? "recording");

    public static ProblemHttpResult Unknown(string id) => Problems.Problem(
        "unknown_transcript", StatusCodes.Status404NotFound, $"There is no transcript {id}",
        "Transcripts are kept for a day. GET /api/audio/transcripts lists those that there are.");

    public static ProblemHttpResult HasEnded => Problems.Problem(
        "has_ended", StatusCodes.Status409Conflict, "The transcript has ended already",
        "It was not cancelled any more and stays as it is.");

    /// <param name="condition">What was asked for.</param>
    public static ProblemHttpResult NoCondition(string condition) => Problems.Problem(
        "invalid", StatusCodes.Status400BadRequest, $"There is no if=\"{condition}\"",
        "It is running, or it is left out.", new Dictionary<string, object?> { ["field"] = "if" });

    /// <param name="field">Where it was asked for.</param>
    /// <param name="format">What was asked for.</param>
    public static ProblemHttpResult NoFormat<T>(string field, string format) where T : struct, Enum => Problems.Problem(
        "invalid", StatusCodes.Status400BadRequest, $"There is no {field} \"{format}\"",
        $"It is one of {string.Join(", ", Enum.GetValues<T>().Select(known => Wire.Word(known)))}.",
        new Dictionary<string, object?> { ["field"] = field });

    /// <summary>Refuses a form whose field names no such format as soon as that is read.</summary>
    public static Action<string, string> Checked<T>(string field) where T : struct, Enum => (name, value) =>
    {
        if (name == field && FormatNames.Parse<T>(value) is null) throw new RefusedField(NoFormat<T>(field, value));
    };

    public static ProblemHttpResult NotFinished(TranscriptState state) => state.Problem is { } problem
        ? Problems.Problem("not_finished", StatusCodes.Status409Conflict, problem.Title, problem.Detail)
        : Problems.Problem(
            "not_finished", StatusCodes.Status409Conflict, "The transcript is not finished",
            $"GET /api/audio/transcripts/{state.Id}/stream tells it while it is made.");

    /// <summary>What a request that waited for a transcript is told when there is none.</summary>
    public static ProblemHttpResult Of(TranscriptProblem problem, HttpContext context)
    {
        if (problem.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Problem(problem.Code, problem.Status, problem.Title, problem.Detail);
    }

    /// <summary>Waits for a transcript and answers it, or why there is none.</summary>
    public static async Task<IResult> WhenEndedAsync(
        BegunTranscript begun, PatientReader finished, HttpContext context,
        Func<Transcript, TranscriptState, IResult> answer)
    {
        var state = await begun.Ended;
        if (state.Problem is { } problem) return Of(problem, context);

        return await finished.ReadAsync(begun.Id, context.RequestAborted) is { } transcript
            ? answer(transcript, state)
            : Of(TranscriptProblems.Removed, context);
    }

    /// <summary>Answers what is wrong with a recording as a problem.</summary>
    public static TBuilder AnswerAudioProblems<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (AudioException unusable)
            {
                return Of(TranscriptProblems.Of(unusable.Problem), context.HttpContext);
            }
            catch (IOException full) when (Spool.IsFull(full))
            {
                return Of(TranscriptProblems.Of(AudioProblem.DiskFull), context.HttpContext);
            }
            catch (RefusedField refused)
            {
                return refused.Answer;
            }
            catch (TranscriptFailure failure)
            {
                return Of(failure.Problem, context.HttpContext);
            }
        });
}
