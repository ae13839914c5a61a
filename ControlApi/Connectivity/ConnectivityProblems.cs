using Microsoft.AspNetCore.Http.HttpResults;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>The refusals of the log's routes, each with what to do.</summary>
internal static class ConnectivityProblems
{
    public static ProblemHttpResult TooMany(int seconds) => Problem(
        "too_many_reports", 429, "This client reports too often",
        $"Wait {seconds} s. Reports that say the same are counted as one anyway.");

    public static ProblemHttpResult InboxFull() => Problem(
        "inbox_full", 503, "Too many reports wait to be stored",
        "This one was not stored. Send it again in a few seconds; see that HealthMonitor is running.");

    public static ProblemHttpResult BadParameters(IReadOnlyDictionary<string, string[]> errors) => Problem(
        "invalid", 400, "A parameter of the request is not valid",
        string.Join(' ', errors.SelectMany(error => error.Value.Select(text => $"{error.Key}: {text}"))),
        new Dictionary<string, object?> { ["errors"] = errors });

    public static ProblemHttpResult UnknownIncident(string id) => Problem(
        "unknown_incident", 404, $"There is no incident {id}", "GET /api/incidents lists those that are kept.");
}
