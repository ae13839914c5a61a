using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;

namespace SparkControl.ControlApi.Uptime;

/// <summary>How far back uptime is told, and how finely.</summary>
/// <param name="Name">Its word in the address.</param>
/// <param name="Scale">The stored buckets that it is made of.</param>
/// <param name="Length">How long one bucket is that is told.</param>
/// <param name="Count">How many of them.</param>
internal sealed record UptimeWindow(string Name, UptimeScale Scale, TimeSpan Length, int Count)
{
    /// <summary>Those that can be asked for.</summary>
    public static IReadOnlyList<UptimeWindow> All { get; } =
    [
        new("day", UptimeScale.Minutes, TimeSpan.FromMinutes(15), 96),
        new("month", UptimeScale.Hours, TimeSpan.FromHours(6), 120),
        new("year", UptimeScale.Days, TimeSpan.FromDays(1), 365)
    ];

    /// <summary>The window's buckets up to now, oldest first; the last one is in progress.</summary>
    /// <param name="record">What is stored.</param>
    /// <param name="now">The present time.</param>
    public IReadOnlyList<UptimeFigures> Read(UptimeRecord record, DateTimeOffset now)
    {
        var first = Number(now) - Count + 1;
        var parts = record.Read(Scale, now).ToLookup(part => Number(part.From));
        return
        [
            .. Enumerable.Range(0, Count).Select(i =>
                UptimeFigures.Sum([.. parts[first + i]]) with { From = Begin(first + i) })
        ];
    }

    private long Number(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / (long)Length.TotalMilliseconds;

    private DateTimeOffset Begin(long number) =>
        DateTimeOffset.FromUnixTimeMilliseconds(number * (long)Length.TotalMilliseconds);
}
