using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class MemoryCauseTests
{
    private const double Gibibyte = 1L << 30;

    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Places =
        new() { ["vllm"] = "spark1", ["magpie"] = "spark2" };

    /// <summary>
    /// The least memory left, in GiB of 120, and how much all waited for it, in %, a minute before noon.
    /// </summary>
    [Theory]
    [InlineData(0.6, 87.0, "Spark 2 ran out of memory: only 0.6 GiB of memory were left and everything waited")]
    [InlineData(0.6, null, "only 0.6 GiB of memory were left when it began.")]
    [InlineData(40.0, 87.0, "everything waited for memory 87 % of the time when it began.")]
    [InlineData(null, 87.0, "everything waited for memory 87 %")]
    [InlineData(40.0, 3.0, null)]
    [InlineData(null, null, null)]
    public void A_host_that_was_short_of_memory_is_the_cause(double? free, double? stalled, string? part)
    {
        var refined = MemoryCause.Refine(Incident("host", Minute(-1, free, stalled)), Places);

        Assert.Equal(part is null ? "host" : "memory", refined.Cause!.Code);
        if (part is not null) Assert.Contains(part, refined.Cause.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(3)]
    public void What_was_short_at_another_time_explains_nothing(int minute) =>
        Assert.Null(MemoryCause.Refine(Incident(null, Minute(minute, 0.1, 99)), Places).Cause);

    [Fact]
    public void A_swap_or_a_client_that_explains_it_stays_the_cause() =>
        Assert.Equal("swap", MemoryCause.Refine(Incident("swap", Minute(0, 0.1, 99)), Places).Cause!.Code);

    [Fact]
    public void Another_host_that_was_short_of_memory_explains_nothing()
    {
        var incident = Incident(null, Minute(0, 0.1, 99));

        Assert.Null(MemoryCause.Refine(
            incident with { Nodes = [incident.Nodes[0] with { Node = "spark1" }] }, Places).Cause);
    }

    private static Incident Incident(string? cause, MinuteBeside minute) => new()
    {
        Id = "i-1",
        Begin = Noon,
        Services = ["magpie"],
        Cause = cause is null ? null : new(cause, "Because."),
        Nodes = [new("spark2", (long)(120 * Gibibyte), [minute])],
        Entries =
        [
            new()
            {
                Id = "magpie:2", At = Noon, Kind = ConnectivityKind.Transition, Service = "magpie",
                From = ServiceVerdict.Healthy, To = ServiceVerdict.Unhealthy
            }
        ]
    };

    private static MinuteBeside Minute(int at, double? free, double? stalled) => new()
    {
        At = Noon.AddMinutes(at),
        MemAvailableBytes = (long?)(free * Gibibyte),
        MemoryStallPercent = stalled
    };
}
