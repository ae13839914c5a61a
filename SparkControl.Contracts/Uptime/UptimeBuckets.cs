namespace SparkControl.Contracts.Uptime;

/// <summary>A bucket as it is told.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Up">Time in which the service could be used, in ms.</param>
/// <param name="Down">Time in which it could not, in ms.</param>
/// <param name="Unknown">Time of which nobody knows, in ms; of the present bucket only what has passed.</param>
/// <param name="Maintenance">Time that was planned, in ms.</param>
public readonly record struct UptimeFigures(DateTimeOffset From, long Up, long Down, long Unknown, long Maintenance)
{
    /// <summary>The part of the time that counts in which it was up: 0 to 1, null when no time counts.</summary>
    public double? Ratio => Up + Down == 0 ? null : (double)Up / (Up + Down);

    /// <summary>Several as one.</summary>
    public static UptimeFigures Sum(IReadOnlyList<UptimeFigures> figures) => new(
        figures[0].From, figures.Sum(f => f.Up), figures.Sum(f => f.Down), figures.Sum(f => f.Unknown),
        figures.Sum(f => f.Maintenance));
}

/// <summary>How seen time gets into buckets and out of them. A bucket whose turn has come again begins anew.</summary>
public static class UptimeBuckets
{
    /// <summary>What a service's state counts as. A plan explains whatever is seen while it lasts.</summary>
    public static UptimeState StateOf(ServiceState? state) => state switch
    {
        null or { Verdict: ServiceVerdict.Unknown or ServiceVerdict.NotConfigured or ServiceVerdict.Disabled } =>
            UptimeState.Unknown,
        { Planned: true } => UptimeState.Maintenance,
        { Verdict: ServiceVerdict.Healthy or ServiceVerdict.Degraded } => UptimeState.Up,
        _ => UptimeState.Down
    };

    /// <summary>The buckets that a stretch of time changes, by their fields.</summary>
    /// <param name="stored">What a field holds.</param>
    /// <param name="span">What was seen.</param>
    public static IReadOnlyDictionary<string, UptimeBucket> Add(Func<string, UptimeBucket?> stored, UptimeSpan span)
    {
        var changed = new Dictionary<string, UptimeBucket>();
        foreach (var scale in UptimeScale.All)
        {
            foreach (var (number, ms) in Cut(scale, span))
            {
                var field = scale.Field(number);
                var before = stored(field);
                // A clock that was set back must not wipe what is newer.
                if (before?.Number > number) continue;

                var bucket = before?.Number == number ? before.Value : new(number);
                changed[field] = bucket.With(span.State, ms);
            }
        }

        return changed;
    }

    /// <summary>All buckets of a scale up to now, oldest first.</summary>
    /// <param name="stored">What a field holds.</param>
    /// <param name="scale">How fine.</param>
    /// <param name="now">The moment in the last one.</param>
    public static IReadOnlyList<UptimeFigures> Read(
        Func<string, UptimeBucket?> stored, UptimeScale scale, DateTimeOffset now)
    {
        var first = scale.Number(now) - scale.Count + 1;
        return [.. Enumerable.Range(0, scale.Count).Select(i => Figures(stored, scale, first + i, now))];
    }

    private static UptimeFigures Figures(
        Func<string, UptimeBucket?> stored, UptimeScale scale, long number, DateTimeOffset now)
    {
        var bucket = stored(scale.Field(number)) is { } found && found.Number == number ? found : new(number);
        var begin = scale.Begin(number);
        var passed = Math.Min((long)scale.Length.TotalMilliseconds, Ms(now) - Ms(begin));
        var known = bucket.Up + bucket.Down + bucket.Maintenance;
        return new(begin, bucket.Up, bucket.Down, Math.Max(0, passed - known), bucket.Maintenance);
    }

    // Of a long stretch only the buckets that are kept.
    private static IEnumerable<(long Number, long Ms)> Cut(UptimeScale scale, UptimeSpan span)
    {
        var (from, to, length) = (Ms(span.From), Ms(span.To), (long)scale.Length.TotalMilliseconds);
        if (to <= from) yield break;

        var last = (to - 1) / length;
        for (var number = Math.Max(from / length, last - scale.Count + 1); number <= last; number++)
        {
            yield return (number, Math.Min(to, (number + 1) * length) - Math.Max(from, number * length));
        }
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
