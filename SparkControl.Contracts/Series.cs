namespace SparkControl.Contracts;

/// <summary>What was measured at one moment.</summary>
/// <param name="At">The beginning of its five seconds, in seconds since 1970.</param>
/// <param name="Values">By name, the unit in the name; what is not known is not in it.</param>
public sealed record SeriesPoint(long At, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>Seconds from one point to the next.</summary>
    public const int Step = 5;

    /// <summary>Five seconds have one point, whenever in them it was taken, and whoever took it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="values">By name; those without a number are left out.</param>
    public static SeriesPoint Of(DateTimeOffset now, IEnumerable<(string Name, double? Value)> values) => new(
        now.ToUnixTimeSeconds() / Step * Step,
        values.Where(value => value.Value is { } number && double.IsFinite(number))
            .ToDictionary(value => value.Name, value => Math.Round(value.Value!.Value, 4)));
}

/// <summary>What was measured in one minute, folded as its points came.</summary>
/// <param name="At">Its beginning, in seconds since 1970.</param>
/// <param name="Values">By name; what was not known in the whole minute is not in it.</param>
public sealed record SeriesMinute(long At, IReadOnlyDictionary<string, MinuteValue> Values)
{
    /// <summary>Seconds from one minute to the next.</summary>
    public const int Step = 60;

    /// <summary>The minute that a point belongs to.</summary>
    public static long Of(SeriesPoint point) => point.At / Step * Step;

    /// <summary>The minute with one more point. One of another minute begins anew.</summary>
    public static SeriesMinute Fold(SeriesMinute? soFar, SeriesPoint point)
    {
        var known = soFar?.At == Of(point) ? soFar.Values : new Dictionary<string, MinuteValue>();
        var folded = new Dictionary<string, MinuteValue>(known);
        foreach (var (name, value) in point.Values) folded[name] = Add(known.GetValueOrDefault(name), value);
        return new(Of(point), folded);
    }

    private static MinuteValue Add(MinuteValue? soFar, double value) => soFar is null
        ? new(1, value, value)
        : new(
            soFar.N + 1, Math.Round(soFar.Mean + (value - soFar.Mean) / (soFar.N + 1), 6),
            Math.Max(soFar.Max, value));
}

/// <summary>One figure of a minute.</summary>
/// <param name="N">Points that had it.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Max">The greatest of them: a peak of five seconds is not lost in the mean.</param>
public sealed record MinuteValue(int N, double Mean, double Max);
