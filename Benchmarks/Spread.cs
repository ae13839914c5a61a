namespace SparkControl.Benchmarks;

/// <summary>How measured times are distributed, in ms.</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    public int Count => sorted.Length;

    public double P50 => At(0.50);

    public double P95 => At(0.95);

    public double P99 => At(0.99);

    public double Most => At(1);

    // The smallest value that so many are not above.
    private double At(double part) => sorted.Length == 0
        ? double.NaN
        : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
}
