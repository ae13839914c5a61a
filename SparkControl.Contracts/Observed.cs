namespace SparkControl.Contracts;

/// <summary>A value of state as it is stored.</summary>
/// <param name="Rev">Count of writes in this generation; a later write has a greater one.</param>
/// <param name="ObservedAt">When the writer saw what it wrote.</param>
/// <param name="Value">What it wrote.</param>
public sealed record Observed<T>(long Rev, DateTimeOffset ObservedAt, T Value);

/// <summary>The name of a state key and the type of its value.</summary>
/// <param name="Name">The name without the cluster's prefix, as in the events of <c>/api/events</c>.</param>
public readonly record struct StateKey<T>(string Name);
