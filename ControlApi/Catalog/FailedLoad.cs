namespace SparkControl.ControlApi.Catalog;

/// <summary>A load that has failed, and would most likely fail again.</summary>
/// <param name="At">When.</param>
/// <param name="Title">Why, as a sentence.</param>
/// <param name="Swap">The swap's id.</param>
public sealed record FailedLoad(DateTimeOffset At, string Title, string Swap);
