using SparkControl.Benchmarks;
using Xunit;

namespace SparkControl.Tests.Unit.Benchmarks;

public sealed class CoresTests
{
    [Theory]
    [InlineData(1, "wrk -t2")]
    [InlineData(2, "wrk -t2")]
    [InlineData(3, "taskset -c 0,1 wrk -t2")]
    [InlineData(64, "taskset -c 0,1 wrk -t2")]
    public void What_is_promised_for_two_cores_runs_on_two(int cores, string command)
    {
        var (program, arguments) = Cores.Pinned("wrk", ["-t2"], cores);

        Assert.Equal(command, $"{program} {string.Join(' ', arguments)}");
    }
}
