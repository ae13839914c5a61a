using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Disk;

/// <summary>Why weights are not deleted, each with what to do.</summary>
internal static class DiskProblems
{
    private const string Loaded = "loaded", StopFirst = "Stop the model, or load another one, and try again.";

    public static ProblemHttpResult IsLoaded(string weights) =>
        Problem(Loaded, 409, $"{weights} is loaded, or should be", StopFirst);

    public static ProblemHttpResult DownloadRuns(string weights, string id) => Problem(
        "download_runs", 409, $"{weights} is being downloaded, compared or deleted",
        "Wait for that, or cancel it first.", new Dictionary<string, object?> { ["id"] = id });

    public static ProblemHttpResult UnknownDeletion(string id) => Problem(
        "unknown_deletion", 404, $"There is no deletion {id}",
        "Those that run and the last that have ended are known.");

    public static ProblemHttpResult NotOnDisk(string weights) => Problem(
        "not_on_disk", 404, $"{weights} is on no disk of the Sparks", "What is there stands in /api/disk.");

    public static JobFailure ServesNow(string weights) =>
        new(Loaded, $"{weights} is loaded", "A model runs from these weights. Nothing was deleted.")
        {
            Remedies = [new(StopFirst)]
        };

    public static JobFailure UseUnknown(string weights, string why) => new(
        "use_unknown", $"Whether {weights} is loaded is not known", $"{why} Nothing was deleted.")
    {
        Remedies = [new("Wait until the model answers, or stop it, and try again")]
    };

    public static JobFailure NotDeleted(IReadOnlyCollection<string> nodes) => new(
        "not_deleted", $"The weights may still be on {string.Join(" and ", nodes)}",
        "What was deleted elsewhere is gone.")
    {
        Node = nodes.Count == 1 ? nodes.First() : null,
        Remedies = [new("Try again when it answers")]
    };
}
