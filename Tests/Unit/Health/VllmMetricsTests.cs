using SparkControl.HealthMonitor.Probes;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class VllmMetricsTests
{
    private const string Head = "# HELP vllm:num_requests_running Number of requests\n# TYPE vllm:num_requests_running gauge\n";

    [Theory]
    [InlineData("vllm:num_requests_running{engine=\"0\",model_name=\"a\"} 3.0", 3)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 3\nvllm:num_requests_running{engine=\"1\"} 4", 7)]
    [InlineData("vllm:num_requests_running 2", 2)]
    [InlineData("vllm_num_requests_running{engine=\"0\"} 5", 5)]
    [InlineData("vllm:num_requests_running{model_name=\"a } b\"} 1e+01", 10)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 6 1747500000000", 6)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 0.0\r", 0)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} NaN", null)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 3\nvllm:num_requests_running{engine=\"1\"} NaN", null)]
    [InlineData("vllm:num_requests_running_created{engine=\"0\"} 1.7e9", null)]
    [InlineData("vllm:num_requests_waiting{engine=\"0\"} 3", null)]
    [InlineData("<html>502</html>", null)]
    [InlineData("", null)]
    public void Requests_are_summed_over_engines_and_unknown_where_they_are_missing(string text, int? running) =>
        Assert.Equal(running, VllmMetrics.Parse(Head + text).Running);

    [Fact]
    public void Running_and_waiting_are_told_apart()
    {
        var metrics = VllmMetrics.Parse("vllm:num_requests_running{e=\"0\"} 1\nvllm:num_requests_waiting{e=\"0\"} 9\n");

        Assert.Equal(new VllmMetrics(1, 9), metrics);
    }
}
