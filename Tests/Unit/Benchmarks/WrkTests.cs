using SparkControl.Benchmarks;
using Xunit;

namespace SparkControl.Tests.Unit.Benchmarks;

public sealed class WrkTests
{
    private const string Said = """
        Running 10s test @ http://127.0.0.1:9999/api/endpoints
          2 threads and 32 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.20ms    0.80ms  21.30ms   91.00%
            Req/Sec     7.10k   512.00     8.20k    70.00%
          Latency Distribution
             50%    1.01ms
             75%    1.52ms
             90%    2.11ms
             99%    4.73ms
          141234 requests in 10.01s, 60.02MB read
        Requests/sec:  14109.29
        Transfer/sec:      6.00MB
        """;

    [Theory]
    [InlineData("4.73ms", 4.73)]
    [InlineData("870.00us", 0.87)]
    [InlineData("1.20s", 1200)]
    public void Its_figures_are_read(string p99, double ms)
    {
        var wrk = Wrk.Read(Said.Replace("4.73ms", p99, StringComparison.Ordinal))!;

        Assert.Equal((14_109.29, 0), (wrk.PerSecond, wrk.Failed));
        Assert.Equal(ms, wrk.P99Ms, 6);
    }

    [Theory]
    [InlineData("  Non-2xx or 3xx responses: 17\n", 17)]
    [InlineData("  Socket errors: connect 1, read 2, write 0, timeout 4\n", 7)]
    public void What_has_failed_is_counted(string line, long failed)
    {
        var said = Said.Replace("Requests/sec", line + "Requests/sec", StringComparison.Ordinal);

        Assert.Equal(failed, Wrk.Read(said)!.Failed);
    }

    [Fact]
    public void Anything_else_is_no_figure() => Assert.Null(Wrk.Read("unable to connect to 127.0.0.1:1"));

    [Theory]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    [InlineData(double.NaN, true)]
    public void Less_than_the_least_is_too_little(double value, bool isOver) =>
        Assert.Equal(isOver, new Figure("x", value, "/s", 10_000, "y") { IsLeast = true }.IsOver);
}
