using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Downloads;

/// <summary>The refusals of the routes for downloads, each with what to do.</summary>
internal static class DownloadProblems
{
    public static ProblemHttpResult BadRepo() => Problem(
        "bad_repo", 400, "This is no repository of the Hub",
        "It is written as owner/name, or as the address of its page on huggingface.co.");

    public static ProblemHttpResult UnknownDownload(string id) => Problem(
        "unknown_download", 404, $"There is no download {id}",
        "Those that run and the last that have ended are known.");

    public static ProblemHttpResult SameRuns(string repo, string id) => Problem(
        "download_runs", 409, $"{repo} is being worked on already",
        "It is downloaded, compared or deleted just now: follow that, or cancel it first.", With("id", id));

    public static ProblemHttpResult TooMany(int most) => Problem(
        "too_many_downloads", 429, $"{most} downloads run or wait already", "Wait for some of them, or cancel some.");

    public static ProblemHttpResult HasEnded(DownloadState download) => Problem(
        "download_has_ended", 409, "This download has ended already",
        $"It ended as {Wire.Word(download.Phase)}; there is nothing to cancel.");

    public static ProblemHttpResult NotDone(DownloadState download) => Problem(
        "not_done", 409, "Only what was downloaded whole can be compared with the Hub",
        $"This download is {Wire.Word(download.Phase)}.");

    public static ProblemHttpResult NeedsTwo() => Problem(
        "needs_two_sparks", 409, "It is to be on two Sparks, and one is set up", "Set up Spark 2, or choose solo.");

    public static ProblemHttpResult OtherWeights(CatalogModel model, string repo) => Problem(
        "other_weights", 400, $"{model.Name} has other weights than {repo}",
        "Name the model that these weights are of, or none.");

    public static ProblemHttpResult NeedsCluster(CatalogModel model) => Problem(
        "needs_cluster", 400, $"{model.Name} runs on two Sparks",
        "It is loaded from both: download to both, which is cluster, or load nothing afterwards.");

    /// <summary>Why nobody can say what a repository is.</summary>
    public static ProblemHttpResult Of(HubException refusal, string repo, bool hasToken)
    {
        var failure = DownloadFailures.Of(refusal, repo, hasToken);
        var (code, status) = refusal.Fault switch
        {
            HubFault.Unknown => ("unknown_repo", 404),
            HubFault.Gated => ("gated_repo", 403),
            HubFault.BadToken => ("bad_token", 403),
            HubFault.RateLimited => ("rate_limited", 503),
            _ => ("hub_unreachable", 502)
        };
        var url = failure.Url is { } page ? With("url", page) : null;
        return Problem(code, status, failure.Title, failure.Detail, url);
    }

    private static Dictionary<string, object?> With(string name, object? value) => new() { [name] = value };
}
