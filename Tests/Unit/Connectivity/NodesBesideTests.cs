using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class NodesBesideTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2.0, -10, 2)]
    [InlineData(200.0, -10, 20)]
    [InlineData(null, -10, 20)]
    public void A_node_is_told_from_ten_minutes_before_until_it_is_over(double? lasted, int first, int last)
    {
        var node = NodesBeside.Of("spark2", 100, Minutes(), Incident(lasted));

        Assert.Equal(
            (Noon.AddMinutes(first), Noon.AddMinutes(last)), (node.Minutes[0].At, node.Minutes[^1].At));
    }

    [Fact]
    public void A_minute_tells_its_worst_and_nothing_of_what_was_not_measured()
    {
        var minute = NodesBeside.Of("spark2", 100, Minutes(), Incident(0)).Minutes[0];

        Assert.Equal((70, 8.0), (minute.MemAvailableBytes, minute.MemoryStallPercent));
        Assert.Null(minute.MemoryPressurePercent);
        Assert.Equal((50.0, null), (minute.GpuPercent, minute.GpuTemperatureC));
        Assert.Null(NodesBeside.Of("spark2", null, Minutes(), Incident(0)).Minutes[0].MemAvailableBytes);
    }

    [Fact]
    public void Who_reports_is_counted_those_with_the_most_failures_first()
    {
        var counts = ReportCounts.Of(
        [
            Report("a", true, 9), Report("b", false, 2), Report("b", false, 1), Report("b", true, 1),
            Report(null, false, 1),
            Report("a", false, 1) with { Kind = ConnectivityKind.Swap }
        ]);

        Assert.Equal([new("b", 3, 1), new(null, 1, 0), new("a", 0, 9)], counts);
    }

    [Fact]
    public void Very_many_sources_do_not_fill_an_incident() =>
        Assert.Equal(20, ReportCounts.Of(Enumerable.Range(0, 500).Select(i => Report($"{i}", false, 1))).Count);

    private static ConnectivityEntry Report(string? source, bool ok, int count) => new()
    {
        Id = "r",
        At = Noon,
        Kind = ConnectivityKind.Report,
        Service = "magpie",
        Ok = ok,
        Source = source,
        Count = count
    };

    private static Incident Incident(double? lasted) => new()
    {
        Id = "i-1",
        Begin = Noon,
        End = lasted is { } minutes ? Noon.AddMinutes(minutes) : null,
        Services = ["magpie"],
        Entries = []
    };

    private static IEnumerable<SeriesMinute> Minutes() => Enumerable.Range(-30, 90).Select(i => new SeriesMinute(
        Noon.AddMinutes(i).ToUnixTimeSeconds(),
        new Dictionary<string, MinuteValue>
        {
            ["memory_used_bytes"] = new(12, 20, 30),
            ["memory_stall_percent"] = new(12, 2, 8),
            ["gpu_percent"] = new(12, 50, 90)
        }));
}
