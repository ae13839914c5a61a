namespace SparkControl.Contracts;

/// <summary>What HealthMonitor knows of a service.</summary>
public sealed record ServiceState
{
    public required string Name { get; init; }
    public ServiceKind Kind { get; init; }
    public required ServiceVerdict Verdict { get; init; }

    /// <summary>Since when the verdict is what it is.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Counts changes of verdict; an action decided on an older one does nothing.</summary>
    public long N { get; init; }

    /// <summary>A swap, stop or restart explains it: maintenance, not an outage.</summary>
    public bool Planned { get; init; }

    /// <summary>What the verdict rests on, as a sentence.</summary>
    public string? Evidence { get; init; }

    /// <summary>Where other apps reach it; null until its host is set.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>When it was last asked with an answer.</summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>The model it serves; null when none or unknown.</summary>
    public ServedModel? Model { get; init; }

    /// <summary>Requests at work and waiting; null when unknown.</summary>
    public int? RequestsRunning { get; init; }

    public int? RequestsWaiting { get; init; }

    /// <summary>Of a language model's server; null for another one, and when its metrics cannot be had.</summary>
    public TokenMetrics? Tokens { get; init; }

    /// <summary>When a request was last seen at work; null when none was since the monitor started.</summary>
    public DateTimeOffset? LastBusy { get; init; }

    public string? Version { get; init; }

    /// <summary>How long the last good answer took, in ms; null when there was none.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Its container as the node's last sample has seen it; null when nobody could say.</summary>
    public ContainerSample? Container { get; init; }

    /// <summary>The voices of a speech service; null for another one, and until it was asked.</summary>
    public IReadOnlyList<string>? Voices { get; init; }

    /// <summary>Restarts that a machine decided in the last 30 min: after three it decides no more.</summary>
    public IReadOnlyList<DateTimeOffset> Restarts { get; init; } = [];

    /// <summary>What is known to be wrong and what helps; null when nothing is.</summary>
    public ServiceTrouble? Trouble { get; init; }
}

/// <summary>A cause that is known by its signs.</summary>
/// <param name="Code">
/// A stable word for programs: <c>stuck</c>, <c>dead_engine</c>, <c>worker_gone</c>, <c>crash_loop</c>,
/// <c>cache_not_writable</c>, <c>gpu_wedged</c>, <c>out_of_memory</c>, <c>gave_up</c>.
/// </param>
/// <param name="Title">One sentence that says what it is.</param>
/// <param name="Detail">What speaks for it.</param>
public sealed record ServiceTrouble(string Code, string Title, string? Detail = null)
{
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];
}

/// <summary>A model as a server names it.</summary>
/// <param name="Id">The name clients use.</param>
/// <param name="Root">The repository or path behind it.</param>
/// <param name="MaxModelLen">Its context in tokens.</param>
public sealed record ServedModel(string Id, string? Root, int? MaxModelLen);
