using SparkControl.Contracts;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>What Prometheus reads of services and nodes.</summary>
[Collection(ChaosCollection.Name)]
public sealed class HealthMetricsTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_known_is_a_figure_and_what_is_not_is_left_out()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        var monitor = await host.AddMonitorAsync();
        await host.UntilAsync(States.Service("vllm"), state => state.Verdict == Healthy, Cancel);
        using var http = new HttpClient { BaseAddress = new(monitor.Urls.First()) };

        string figures = "";
        await Until.TrueAsync(
            async () => (figures = await http.GetStringAsync("/metrics", Cancel)).Contains("sparkcontrol_service_verdict", StringComparison.Ordinal),
            "the verdict is a figure");

        Assert.Equal(1, Figure(figures, "sparkcontrol_service_verdict", "sparkcontrol_service=\"vllm\"", "sparkcontrol_verdict=\"healthy\""));
        Assert.Equal(2, Figure(figures, "sparkcontrol_model_requests_running", "sparkcontrol_service=\"vllm\""));
        Assert.InRange(Figure(figures, "sparkcontrol_probe_duration_seconds", "sparkcontrol_service=\"vllm\"") ?? -1, 0, 2);
        // Of the node nobody has a sample.
        Assert.Null(Figure(figures, "sparkcontrol_node_memory_available_bytes", "sparkcontrol_node=\"spark1\""));
    }

    private static double? Figure(string figures, string name, params string[] labels)
    {
        var line = figures.Split('\n').FirstOrDefault(line =>
            line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        return line is null ? null : double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
