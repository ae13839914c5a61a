namespace SparkControl.Sparks;

/// <summary>How a command ended.</summary>
public enum ShellOutcome
{
    /// <summary>It ran to its end; <see cref="ShellResult.ExitCode"/> says how.</summary>
    Completed,

    /// <summary>The node could not be reached; nothing ran.</summary>
    Unreachable,

    /// <summary>The host key is not confirmed, or another one than was; nothing ran.</summary>
    Untrusted,

    /// <summary>The node refused our key; nothing ran.</summary>
    Refused,

    /// <summary>
    /// The connection broke or the deadline passed while it ran: it may have done all, some or nothing.
    /// </summary>
    Lost,

    /// <summary>
    /// A newer holder of the cluster lease has been on the node, or it is not ours any more; nothing ran.
    /// </summary>
    Superseded,

    /// <summary>Another panel drives this node; nothing ran.</summary>
    AnotherPanel
}

/// <summary>What a command said and how it ended.</summary>
public sealed record ShellResult(ShellOutcome Outcome, int ExitCode, string Output, string Error)
{
    /// <summary>Why it did not run, as a sentence; null when it did.</summary>
    public string? Reason { get; init; }

    /// <summary>From the request to the end.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The epoch found on the node, where that is why nothing ran.</summary>
    public Epoch? Found { get; init; }

    /// <summary>It ran and exited 0.</summary>
    public bool Succeeded => Outcome == ShellOutcome.Completed && ExitCode == 0;

    /// <summary>It ran to its end, whatever its exit code.</summary>
    public bool Ran => Outcome == ShellOutcome.Completed;
}
