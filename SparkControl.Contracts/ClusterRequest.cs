namespace SparkControl.Contracts;

/// <summary>What a click asks of the driver.</summary>
public enum RequestKind
{
    /// <summary>Begin the swap whose state was written with the request.</summary>
    Swap,

    /// <summary>Cancel a swap.</summary>
    Cancel,

    /// <summary>Take the nodes over from another panel.</summary>
    TakeOver,

    /// <summary>Begin the action on a service whose state was written with the request.</summary>
    Service,

    /// <summary>Begin the job whose state was written with the request.</summary>
    Job,

    /// <summary>Cancel a job.</summary>
    CancelJob,

    /// <summary>Look where the launcher's repository stands against upstream.</summary>
    CheckUpstream
}

/// <summary>An entry of <see cref="Keys.Requests"/>.</summary>
/// <param name="Id">The swap, the action or the job it is about, or an id of its own.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="At">When it was asked.</param>
/// <param name="NotAfter">After this nobody waits for it any more: it ends as expired.</param>
public sealed record ClusterRequest(string Id, RequestKind Kind, DateTimeOffset At, DateTimeOffset NotAfter)
{
    /// <summary>How long a request waits for a driver.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The service that is to be acted on; null when it is about none.</summary>
    public string? Service { get; init; }
}
