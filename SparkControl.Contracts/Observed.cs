namespace SparkControl.Contracts;

/// <summary>How far what was observed can be believed.</summary>
public static class Observed
{
    /// <summary>
    /// How long HealthMonitor's word counts: three looks that were due and did not come, and some patience. What is
    /// older is unknown.
    /// </summary>
    public static readonly TimeSpan CountsFor = TimeSpan.FromSeconds(20);
}

/// <summary>A value of state as it is stored.</summary>
/// <param name="Rev">Count of writes in this generation; a later write has a greater one.</param>
/// <param name="ObservedAt">When the writer saw what it wrote.</param>
/// <param name="Value">What it wrote.</param>
public sealed record Observed<T>(long Rev, DateTimeOffset ObservedAt, T Value);

/// <summary>The name of a state key and the type of its value.</summary>
/// <param name="Name">The name without the cluster's prefix, as in the events of <c>/api/events</c>.</param>
public readonly record struct StateKey<T>(string Name);
