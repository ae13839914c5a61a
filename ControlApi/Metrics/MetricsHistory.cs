using SparkControl.Contracts;

namespace SparkControl.ControlApi.Metrics;

/// <summary>What was measured in the last hour or day, in columns.</summary>
/// <param name="StepSeconds">5 for an hour, 60 for a day. A moment at which nothing was measured is not there.</param>
/// <param name="At">When, oldest first.</param>
/// <param name="Lines">By name, the unit in the name; what was never measured is not there.</param>
public sealed record MetricsHistory(
    int StepSeconds, IReadOnlyList<DateTimeOffset> At, IReadOnlyDictionary<string, MetricsLine> Lines)
{
    /// <param name="points">Oldest first.</param>
    /// <param name="since">The earliest moment wanted.</param>
    internal static MetricsHistory Of(IEnumerable<SeriesPoint> points, DateTimeOffset since)
    {
        var wanted = points.Where(point => point.At >= since.ToUnixTimeSeconds()).ToList();
        return new(
            SeriesPoint.Step, [.. wanted.Select(point => Time(point.At))],
            Names(wanted.Select(point => point.Values.Keys)).ToDictionary(
                name => name,
                name => new MetricsLine([.. wanted.Select(point => Found(point.Values, name))], null)));
    }

    /// <param name="minutes">Oldest first.</param>
    /// <param name="since">The earliest moment wanted.</param>
    internal static MetricsHistory Of(IEnumerable<SeriesMinute> minutes, DateTimeOffset since)
    {
        var wanted = minutes.Where(minute => minute.At >= since.ToUnixTimeSeconds()).ToList();
        return new(
            SeriesMinute.Step, [.. wanted.Select(minute => Time(minute.At))],
            Names(wanted.Select(minute => minute.Values.Keys)).ToDictionary(
                name => name,
                name => new MetricsLine(
                    [.. wanted.Select(minute => minute.Values.GetValueOrDefault(name)?.Mean)],
                    [.. wanted.Select(minute => minute.Values.GetValueOrDefault(name)?.Max)])));
    }

    private static IEnumerable<string> Names(IEnumerable<IEnumerable<string>> keys) =>
        keys.SelectMany(key => key).Distinct();

    private static double? Found(IReadOnlyDictionary<string, double> values, string name) =>
        values.TryGetValue(name, out var value) ? value : null;

    private static DateTimeOffset Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}

/// <summary>One figure over time; null where it was not known.</summary>
/// <param name="Mean">The value, or the mean of a minute.</param>
/// <param name="Max">The greatest value of each minute; null for an hour.</param>
public sealed record MetricsLine(IReadOnlyList<double?> Mean, IReadOnlyList<double?>? Max);
