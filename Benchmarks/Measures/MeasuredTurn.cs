namespace SparkControl.Benchmarks.Measures;

/// <summary>Somebody speaks; times in seconds. Turns of different people may overlap.</summary>
internal sealed record MeasuredTurn(string Speaker, double Start, double End);
