namespace SparkControl.HealthMonitor.Probes;

/// <summary>A histogram as Prometheus has it: how many observations were at most so large.</summary>
/// <param name="Bounds">Upper bounds, ascending, the last one infinite.</param>
/// <param name="Counts">Observations up to each bound.</param>
internal sealed record Histogram(IReadOnlyList<double> Bounds, IReadOnlyList<double> Counts)
{
    /// <summary>Null when a bucket is missing or has no number: a part of a histogram gives wrong quantiles.</summary>
    public static Histogram? Of(IEnumerable<KeyValuePair<double, double>> buckets)
    {
        var sorted = buckets.OrderBy(bucket => bucket.Key).ToList();
        var isWhole = sorted.Count > 1 && double.IsPositiveInfinity(sorted[^1].Key);
        return isWhole && sorted.TrueForAll(bucket => double.IsFinite(bucket.Value))
            ? new([.. sorted.Select(b => b.Key)], [.. sorted.Select(b => b.Value)])
            : null;
    }

    /// <summary>Whether this one has counted on from the other: the same bounds, and nothing has become less.</summary>
    public bool Follows(Histogram before) =>
        Bounds.SequenceEqual(before.Bounds) && !Counts.Zip(before.Counts).Any(pair => pair.First < pair.Second);

    /// <summary>What was observed since; only where it <see cref="Follows"/>.</summary>
    public Histogram Since(Histogram before) =>
        this with { Counts = [.. Counts.Zip(before.Counts, (now, then) => now - then)] };

    /// <summary>
    /// As Prometheus' <c>histogram_quantile</c>: linear within a bucket, the first of which begins at 0; beyond the
    /// last finite bound nothing is known, so that bound is given. Null without observations.
    /// </summary>
    public double? Quantile(double q)
    {
        if (!(Counts[^1] > 0)) return null;

        var rank = q * Counts[^1];
        var at = 0;
        while (Counts[at] < rank) at++;
        if (at == Bounds.Count - 1) return Bounds[^2];

        var (from, below) = at == 0 ? (0, 0) : (Bounds[at - 1], Counts[at - 1]);
        return Bounds[at] <= 0 ? Bounds[at] : from + (Bounds[at] - from) * (rank - below) / (Counts[at] - below);
    }
}
