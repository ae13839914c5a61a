namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// How far the log was grouped for good: what comes after it goes on from here, without a look at what was before.
/// </summary>
internal sealed record IncidentsSoFar
{
    /// <summary>All lines until then are in it; null when none are.</summary>
    public DateTimeOffset? Through { get; init; }

    /// <summary>Services that were seen up.</summary>
    public IReadOnlyList<string> Up { get; init; } = [];

    /// <summary>Services of which an incident waits to hear that they are up again.</summary>
    public IReadOnlyList<string> Down { get; init; } = [];

    /// <summary>Services for which a plan is under way.</summary>
    public IReadOnlyList<string> Planned { get; init; } = [];

    /// <summary>Services that were up just before the incident that may go on.</summary>
    public IReadOnlyList<string> UpBefore { get; init; } = [];

    /// <summary>Services that the probes see and that are not well.</summary>
    public IReadOnlyList<string> Poor { get; init; } = [];

    /// <summary>Services that were so at any time since just before the incident that may go on.</summary>
    public IReadOnlyList<string> WasPoor { get; init; } = [];

    /// <summary>The lines of that incident; none when there is none.</summary>
    public IncidentPart Part { get; init; } = new();

    /// <summary>Lines after its end, which are no part of it unless more trouble follows soon.</summary>
    public IncidentPart After { get; init; } = new();
}
