namespace SparkControl.Contracts;

/// <summary>When a node counts as about to wedge, and what may be done about it.</summary>
public sealed record WatchdogSettings
{
    /// <summary>Less available memory than this is dangerous, in GiB.</summary>
    public int MinAvailableGib { get; init; } = 3;

    /// <summary>More waiting for memory than this is dangerous, in % of the last 10 s.</summary>
    public int MaxPressurePercent { get; init; } = 40;

    /// <summary>The service to stop before the node wedges; null: it is only said, nothing is stopped.</summary>
    public string? Shed { get; init; }
}
