using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;
using SparkControl.ControlApi.Uptime;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class UptimeWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 7, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("day", 96, "2026-11-23T12:15", "2026-11-24T12:00")]
    [InlineData("month", 120, "2026-10-25T18:00", "2026-11-24T12:00")]
    [InlineData("year", 365, "2025-11-25T00:00", "2026-11-24T00:00")]
    public void A_window_ends_with_the_bucket_in_progress(string name, int count, string first, string last)
    {
        var buckets = Window(name).Read(new(null, new Dictionary<string, UptimeBucket>()), Now);

        Assert.Equal(count, buckets.Count);
        Assert.Equal((first, last), ($"{buckets[0].From:yyyy-MM-ddTHH:mm}", $"{buckets[^1].From:yyyy-MM-ddTHH:mm}"));
        Assert.Equal((Now - buckets[^1].From).TotalMilliseconds, buckets[^1].Unknown);
    }

    [Theory]
    [InlineData("day", 24 * 60 * 60 - 450)]
    [InlineData("month", 30 * 24 * 60 * 60 - 21_150)]
    public void Time_that_was_watched_without_a_gap_is_all_up(string name, int seconds)
    {
        var begin = Now.AddDays(-40);
        var record = new UptimeRecord(null, new Dictionary<string, UptimeBucket>())
            .With(new(begin, Now, UptimeState.Up));

        var service = UptimeService.Of("vllm", record, Window(name), Now);

        Assert.Equal((1.0, seconds), (service.UpFraction, service.UpSeconds));
        Assert.Equal((0, 0, 0), (service.DownSeconds, service.PlannedSeconds, service.UnknownSeconds));
    }

    [Fact]
    public void Planned_and_unknown_time_counts_for_neither()
    {
        var record = new UptimeRecord(null, new Dictionary<string, UptimeBucket>())
            .With(new(Now.AddSeconds(-400), Now.AddSeconds(-100), UptimeState.Up))
            .With(new(Now.AddSeconds(-100), Now.AddSeconds(-40), UptimeState.Maintenance))
            .With(new(Now.AddSeconds(-40), Now.AddSeconds(-10), UptimeState.Down));

        var service = UptimeService.Of("vllm", record, Window("day"), Now);

        Assert.Equal(300 / 330.0, service.UpFraction!.Value, 6);
        Assert.Equal((300, 30, 60), (service.UpSeconds, service.DownSeconds, service.PlannedSeconds));
        Assert.Equal((300, 30, 60, 60), Figures(service.Buckets[^1]));
    }

    [Fact]
    public void Of_what_nobody_watched_nothing_is_said() =>
        Assert.Null(UptimeService.Of(
            "vllm", new(null, new Dictionary<string, UptimeBucket>()), Window("year"), Now).UpFraction);

    private static (long, long, long, long) Figures(UptimePart part) =>
        (part.UpSeconds, part.DownSeconds, part.PlannedSeconds, part.UnknownSeconds);

    private static UptimeWindow Window(string name) => UptimeWindow.All.Single(window => window.Name == name);
}
