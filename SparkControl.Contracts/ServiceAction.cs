namespace SparkControl.Contracts;

/// <summary>What can be done to a service.</summary>
public enum ServiceVerb
{
    /// <summary>Start its container.</summary>
    Start,

    /// <summary>Stop it, and leave it so until somebody starts it.</summary>
    Stop,

    /// <summary>Stop it and start it again.</summary>
    Restart,

    /// <summary>Give its container the memory cap of the settings.</summary>
    Cap
}

/// <summary>How far an action is.</summary>
public enum ActionPhase
{
    /// <summary>Nobody has begun it.</summary>
    Waiting,

    /// <summary>It is being done, and what became of it is looked at.</summary>
    Running,

    /// <summary>What was wanted is so.</summary>
    Done,

    /// <summary>It is not so.</summary>
    Failed
}

/// <summary>The action on a service in progress, or the last one.</summary>
public sealed record ServiceAction
{
    public required string Id { get; init; }
    public required string Service { get; init; }
    public required ServiceVerb Verb { get; init; }
    public required ActionPhase Phase { get; init; }

    /// <summary>Who asked: one of <see cref="ActionSource"/>, or an app.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// The <see cref="ServiceState.N"/> it was decided on by a machine: when that has moved, nothing is done. Null when
    /// a person asked.
    /// </summary>
    public long? DecidedOn { get; init; }

    /// <summary>Why a machine asked, as a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// When the container's life before the action had begun: a restart is done when it has another one. Null until it
    /// runs, and where there was none.
    /// </summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>What it is done to, as it was set when it began to run; null until then.</summary>
    public ActionPlace? Place { get; init; }

    /// <summary>The instance of ControlApi that has begun it; null until then.</summary>
    public string? Instance { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public ActionFailure? Failure { get; init; }

    /// <summary>Whether the next action on this service has to wait for this one.</summary>
    public bool IsActive => EndedAt is null;
}

/// <summary>What an action is done to, whatever is set meanwhile.</summary>
/// <param name="Node">The Spark, by name.</param>
/// <param name="Machine">Which machine that was.</param>
/// <param name="Container">The container's name.</param>
/// <param name="CapGib">Of a cap alone: how much, in GiB; null takes it back.</param>
public sealed record ActionPlace(string Node, NodeAddress Machine, string Container, int? CapGib = null);

/// <summary>Why an action failed, for a person.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Title">One sentence that says what happened.</param>
/// <param name="Detail">What it means, and the words of the tool that refused.</param>
public sealed record ActionFailure(string Code, string Title, string? Detail = null)
{
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];
}
