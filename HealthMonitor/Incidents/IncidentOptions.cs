using System.ComponentModel.DataAnnotations;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>How the log is grouped.</summary>
internal sealed record IncidentOptions
{
    public const string Section = "Incidents";

    /// <summary>Lines that are looked at again with new ones, so that one that comes late is seen.</summary>
    [Range(10, 20_000)]
    public int Recent { get; init; } = 1000;
}
