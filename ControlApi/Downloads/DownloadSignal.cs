using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What a download hears.</summary>
internal abstract record DownloadSignal
{
    private DownloadSignal()
    {
    }

    /// <summary>A driver begins to drive it, perhaps after a time in which nobody looked.</summary>
    internal sealed record TakenUp : DownloadSignal;

    /// <summary>So many downloads come first.</summary>
    internal sealed record Turn(int Ahead) : DownloadSignal;

    /// <summary>The Hub and the nodes have said what there is.</summary>
    internal sealed record Planned(DownloadPlan Plan) : DownloadSignal;

    /// <summary>It cannot be, or nobody need try.</summary>
    internal sealed record Refused(JobFailure Failure) : DownloadSignal;

    /// <summary>It cannot be now, and may be later without anybody's help.</summary>
    internal sealed record Delayed(JobFailure Failure, TimeSpan? RetryAfter = null) : DownloadSignal;

    /// <summary>The time for the next try has come.</summary>
    internal sealed record Waited : DownloadSignal;

    /// <summary>That time has come, and so many downloads come first meanwhile.</summary>
    internal sealed record Overtaken(int Ahead) : DownloadSignal;

    /// <summary>What was to be done could not be done now: it is tried again.</summary>
    internal sealed record Hindered(string Why) : DownloadSignal;

    /// <summary>The remote job is there.</summary>
    internal sealed record Begun : DownloadSignal;

    /// <summary>A node's disk was looked at; of the node at work its remote job, too.</summary>
    internal sealed record Looked(IReadOnlyDictionary<string, RepoLook> Disks, JobLook? Job) : DownloadSignal;

    /// <summary>The Hub and the nodes have said what a check has to compare.</summary>
    internal sealed record CheckPlanned(HubModel Model, IReadOnlyDictionary<string, string> Hubs) : DownloadSignal;

    /// <summary>Files of a check, as their hashes come.</summary>
    internal sealed record Hashed(IReadOnlyList<NodeHashes> Nodes) : DownloadSignal;

    /// <summary>What follows a download that has every file.</summary>
    internal sealed record Concluded(SuggestedModel? Suggestion, string? Swap, string? SwapProblem) : DownloadSignal;

    /// <summary>Nothing of the remote job is left.</summary>
    internal sealed record Gone : DownloadSignal;

    /// <summary>Somebody wants it to end.</summary>
    internal sealed record CancelAsked : DownloadSignal;
}

/// <summary>A remote job of a download.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="End">What its last words mean, where it has ended badly; else null.</param>
internal sealed record JobLook(RemoteJobStatus Status, ToolEnd? End);
