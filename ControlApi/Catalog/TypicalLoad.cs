namespace SparkControl.ControlApi.Catalog;

/// <summary>How long the loads of a model took, in ms.</summary>
public sealed record TypicalLoad(long P50Ms, long P90Ms, int Loads);
