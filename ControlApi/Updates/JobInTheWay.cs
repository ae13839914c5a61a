using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>What a job that runs is called where an update has to wait for it.</summary>
internal static class JobInTheWay
{
    /// <summary>Why no update can be begun beside it.</summary>
    /// <param name="job">The job; null for one that is not known any more.</param>
    public static JobFailure Of(JobState? job) => job switch
    {
        { Kind: JobKind.Update } => new("update_runs", "An update is running", "Wait until it is done."),
        { Kind: JobKind.Deletion } => new(
            "deletion_runs", $"{job.Subject} is being deleted", "Wait until that is done."),
        DownloadState { Verifies: not null } => new(
            "download_runs", $"{job.Subject} is being compared with the Hub", "Wait for it, or cancel it first."),
        { Kind: JobKind.Download } => new(
            "download_runs", $"{job.Subject} is being downloaded", "Wait for it, or cancel it first."),
        _ => new("download_runs", "A job is running", "Wait until it is done.")
    };
}
