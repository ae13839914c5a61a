namespace SparkControl.Contracts;

/// <summary>
/// Between which times a load should be ready: half of this model's loads by the first, nine of ten by the second.
/// </summary>
public sealed record ReadyBand(DateTimeOffset From, DateTimeOffset To, int Loads);
