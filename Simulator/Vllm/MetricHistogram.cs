namespace SparkControl.Simulator.Vllm;

/// <summary>How often which values were seen, by buckets: the counts below each bound, and all.</summary>
internal sealed class MetricHistogram(double[] bounds)
{
    private readonly double[] _below = new double[bounds.Length];

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>By bound, as Prometheus counts: those of the buckets before are in it.</summary>
    public IReadOnlyList<double> Below => _below;

    public double Count { get; private set; }

    public double Sum { get; private set; }

    public void Observe(double value, double times = 1)
    {
        for (var bound = 0; bound < bounds.Length; bound++)
        {
            if (value <= bounds[bound]) _below[bound] += times;
        }

        Count += times;
        Sum += value * times;
    }

    public void Reset()
    {
        Array.Clear(_below);
        (Count, Sum) = (0, 0);
    }
}
