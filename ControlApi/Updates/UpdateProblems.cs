using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Swaps;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Updates;

/// <summary>The refusals of the update routes, each with what to do.</summary>
internal static class UpdateProblems
{
    public static ProblemHttpResult Unknown(string? id) => Problem(
        "unknown_update", 404, id is null ? "There was no update yet" : $"There is no update {id}",
        "GET /api/update shows the present one, or the last.");

    public static ProblemHttpResult NeedsTwo() => Problem(
        "needs_two_sparks", 409, "With one Spark there is no image to copy", "Set up Spark 2 first.");

    public static ProblemHttpResult HasEnded(UpdateState update) => Problem(
        "update_has_ended", 409, "This update has ended already",
        $"It ended as {Wire.Word(update.Phase)}; there is nothing to cancel.");

    public static ProblemHttpResult RollBackRuns(string id) => Problem(
        "roll_back_runs", 409, "A roll back is not cancelled",
        "Half of it would be neither the old nor the new. It ends by itself, also where a Spark goes silent.",
        new Dictionary<string, object?> { ["id"] = id });

    /// <summary>What was seen on the nodes is in the way.</summary>
    public static ProblemHttpResult Refused(JobFailure failure) => Problem(
        failure.Code, failure.Code == "node_silent" ? 502 : 409, failure.Title,
        failure.Detail,
        new Dictionary<string, object?> { ["remedies"] = failure.Remedies, ["node"] = failure.Node });

    /// <summary>What else goes on is in the way.</summary>
    /// <param name="result">What the desk has found.</param>
    /// <param name="job">The job in the way; null when it is none, or not known.</param>
    public static ProblemHttpResult InTheWay(JobDeskResult result, JobState? job) => result.Answer switch
    {
        JobAnswer.SwapRuns => SwapProblems.SwapRuns(result.What),
        JobAnswer.SameRuns or JobAnswer.UpdateRuns => SwapProblems.UpdateRuns(result.What),
        JobAnswer.JobRuns => Runs(JobInTheWay.Of(job), result.What),
        _ => ReservationProblems.Reserved(result.What, result.SecondsLeft)
    };

    private static ProblemHttpResult Runs(JobFailure job, string id) =>
        Problem(job.Code, 409, job.Title, job.Detail, new Dictionary<string, object?> { ["id"] = id });
}
