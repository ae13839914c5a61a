using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;

namespace SparkControl.ControlApi.Uptime;

/// <summary>A part of the time, in seconds.</summary>
/// <param name="At">When it begins.</param>
/// <param name="UpSeconds">The service could be used.</param>
/// <param name="DownSeconds">It could not, and nobody had meant that.</param>
/// <param name="PlannedSeconds">A swap, stop or restart explains it.</param>
/// <param name="UnknownSeconds">Nobody knows.</param>
public sealed record UptimePart(
    DateTimeOffset At, long UpSeconds, long DownSeconds, long PlannedSeconds, long UnknownSeconds)
{
    internal static UptimePart Of(UptimeFigures figures) => new(
        figures.From, Seconds(figures.Up), Seconds(figures.Down), Seconds(figures.Maintenance),
        Seconds(figures.Unknown));

    internal static long Seconds(long ms) => (long)Math.Round(ms / 1000.0, MidpointRounding.AwayFromZero);
}

/// <summary>A service over the whole window.</summary>
/// <param name="Name">Its name.</param>
/// <param name="UpFraction">
/// Of the time in which it was up or down, 0 to 1; planned and unknown time counts for neither. Null when there is
/// none.
/// </param>
/// <param name="UpSeconds">All of it in which it could be used.</param>
/// <param name="DownSeconds">All of it in which it could not.</param>
/// <param name="PlannedSeconds">All of it that was planned.</param>
/// <param name="UnknownSeconds">All of it of which nobody knows.</param>
/// <param name="Buckets">Oldest first; the last one is in progress.</param>
public sealed record UptimeService(
    string Name, double? UpFraction, long UpSeconds, long DownSeconds, long PlannedSeconds, long UnknownSeconds,
    IReadOnlyList<UptimePart> Buckets)
{
    internal static UptimeService Of(string name, UptimeRecord record, UptimeWindow window, DateTimeOffset now)
    {
        var buckets = window.Read(record, now);
        var all = UptimeFigures.Sum(buckets);
        var whole = UptimePart.Of(all);
        return new(
            name, all.Ratio, whole.UpSeconds, whole.DownSeconds, whole.PlannedSeconds, whole.UnknownSeconds,
            [.. buckets.Select(UptimePart.Of)]);
    }
}

/// <summary>How much of the time each service could be used.</summary>
/// <param name="Window"><c>day</c>, <c>month</c> or <c>year</c>.</param>
/// <param name="Services">All that are watched.</param>
public sealed record UptimeView(string Window, IReadOnlyList<UptimeService> Services);
