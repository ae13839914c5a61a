namespace SparkControl.Contracts.Uptime;

/// <summary>What a moment counts as. Whatever nobody has seen is unknown, never up.</summary>
public enum UptimeState
{
    /// <summary>Nobody looked, could ask, or was to ask.</summary>
    Unknown,

    /// <summary>It could be used.</summary>
    Up,

    /// <summary>It could not, and nobody had meant that.</summary>
    Down,

    /// <summary>A swap, stop or restart explains it, or no model was meant to run.</summary>
    Maintenance
}

/// <summary>A stretch of time in which one thing was seen.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, which is no part of it.</param>
/// <param name="State">What was seen.</param>
public readonly record struct UptimeSpan(DateTimeOffset From, DateTimeOffset To, UptimeState State)
{
    /// <summary>
    /// What passed between two looks: the state that the first one saw, or nothing known where they are too far apart
    /// to tell.
    /// </summary>
    /// <param name="last">When the first look was; null when there was none.</param>
    /// <param name="seen">What it saw.</param>
    /// <param name="now">When the second was.</param>
    /// <param name="longest">The longest time for which a look counts.</param>
    public static UptimeSpan? Between(DateTimeOffset? last, UptimeState seen, DateTimeOffset now, TimeSpan longest) =>
        last is { } from && now > from && now - from <= longest && seen != UptimeState.Unknown
            ? new(from, now, seen)
            : null;
}
