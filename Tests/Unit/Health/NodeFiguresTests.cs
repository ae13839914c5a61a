using SparkControl.HealthMonitor.Sampling;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class NodeFiguresTests
{
    private const string Memory = "spark-a1\nMemTotal:       127600000 kB\nMemFree: 1 kB\nMemAvailable:   23000000 kB\n";

    [Fact]
    public void Memory_is_read_in_bytes()
    {
        var figures = NodeFigures.Parse(Memory);

        Assert.Equal(new("spark-a1", 127_600_000L * 1024, 23_000_000L * 1024, GpuAsked: false, null), figures);
    }

    [Theory]
    [InlineData("== gpu\n4711, VLLM::EngineCore, 93211\n== gpu 0\n", 93_211L * 1024 * 1024)]
    [InlineData("== gpu\n1, a, b, 1\n2, c, 2\n== gpu 0\n", 3L * 1024 * 1024)]
    [InlineData("== gpu\n== gpu 0\n", 0L)]
    [InlineData("== gpu\n4711, VLLM, [N/A]\n== gpu 0\n", null)]
    [InlineData("== gpu\n== gpu 127\n", null)]
    [InlineData("== gpu\n4711, VLLM, 5\n", null)]
    public void Gpu_memory_is_summed_and_unknown_where_it_was_not_said(string gpu, long? expected) =>
        Assert.Equal(expected, NodeFigures.Parse(Memory + gpu).GpuProcessBytes);

    [Fact]
    public void What_the_node_did_not_say_is_unknown() =>
        Assert.Equal(new(null, null, null, GpuAsked: false, null), NodeFigures.Parse(""));
}
