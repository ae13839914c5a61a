using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Metrics;
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
            async () => (figures = await http.GetStringAsync("/metrics", Cancel))
                .Contains("sparkcontrol_service_verdict", StringComparison.Ordinal),
            "the verdict is a figure");

        Assert.Equal(
            1, Figure(figures, "sparkcontrol_service_verdict", "sparkcontrol_service=\"vllm\"",
                "sparkcontrol_verdict=\"healthy\""));
        Assert.Equal(2, Figure(figures, "sparkcontrol_model_requests_running", "sparkcontrol_service=\"vllm\""));
        Assert.InRange(
            Figure(figures, "sparkcontrol_probe_duration_seconds", "sparkcontrol_service=\"vllm\"") ?? -1, 0, 2);
        // Of the node nobody has a sample.
        Assert.Null(Figure(figures, "sparkcontrol_node_memory_available_bytes", "sparkcontrol_node=\"spark1\""));
    }

    [Fact]
    public async Task Every_figure_of_services_of_the_model_and_of_nodes_is_told()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());
        await host.Store.WriteAsync(States.Service("vllm"), Serving);
        await host.Store.WriteAsync(States.Node("spark1"), Sampled);
        await host.UntilAsync(States.Settings, _ => true, Cancel);
        await host.UntilAsync(States.Service("vllm"), _ => true, Cancel);
        await host.UntilAsync(States.Node("spark1"), _ => true, Cancel);

        Assert.Equal(
            [
                "model.first_token.p50=21 vllm", "model.first_token.p95=22 vllm", "model.generation.rate=11 vllm",
                "model.inter_token.p50=23 vllm", "model.inter_token.p95=24 vllm",
                "model.kv_cache.utilization=0.5 vllm", "model.prefix_cache.hit_rate=0.25 vllm",
                "model.prompt.rate=12 vllm",
                "model.requests.running=13 vllm", "model.requests.waiting=14 vllm", "node.gpu.power=15 spark1",
                "node.gpu.temperature=16 spark1", "node.gpu.utilization=0.25 spark1",
                "node.memory.available=17 spark1", "node.memory.limit=18 spark1", "node.memory.pressure=0.125 spark1",
                "node.sample.cpu.time=0.75 spark1", "probe.duration=0.5 vllm", "service.restarts=19 vllm",
                "service.verdict=1 vllm,healthy"
            ],
            Figures(host.Mirror));
    }

    [Fact]
    public async Task Of_a_node_that_does_not_answer_there_is_no_figure()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());
        await host.Store.WriteAsync(States.Node("spark1"), Sampled with { Stale = true });
        await host.UntilAsync(States.Settings, _ => true, Cancel);
        await host.UntilAsync(States.Node("spark1"), _ => true, Cancel);

        Assert.Empty(Figures(host.Mirror));
    }

    private static ServiceState Serving => new()
    {
        Name = "vllm",
        Kind = ServiceKind.Llm,
        Verdict = Healthy,
        Since = DateTimeOffset.UnixEpoch,
        LatencyMs = 500,
        Container = new("vllm_node") { RestartCount = 19 },
        Tokens = new()
        {
            GenerationTokensPerSecond = 11,
            PromptTokensPerSecond = 12,
            RequestsRunning = 13,
            RequestsWaiting = 14,
            KvCacheFraction = 0.5,
            FirstTokenP50Seconds = 21,
            FirstTokenP95Seconds = 22,
            InterTokenP50Seconds = 23,
            InterTokenP95Seconds = 24,
            PrefixCacheHitFraction = 0.25
        }
    };

    private static NodeStatus Sampled => new()
    {
        Name = "spark1",
        Host = "127.0.0.1",
        Link = new(NodeState.Up),
        SampledAt = DateTimeOffset.UtcNow,
        Sample = new()
        {
            Gpu = new() { PowerW = 15, TemperatureC = 16, UtilizationPercent = 25 },
            MemAvailableBytes = 17,
            MemTotalBytes = 18,
            MemoryPressure = new(12.5, null, null, null),
            CostCpuMs = 750
        }
    };

    // As a collector reads them, without what all of their names begin with.
    private static List<string> Figures(StateMirror mirror)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        new HealthMetrics(mirror, TimeProvider.System, meters).Publish();

        var figures = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, reader) =>
        {
            if (instrument.Meter.Scope == meters) reader.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, figure, tags, _) => figures.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{instrument.Name["sparkcontrol.".Length..]}={figure} {Values(tags)}")));
        listener.Start();
        listener.RecordObservableInstruments();
        figures.Sort(StringComparer.Ordinal);
        return figures;
    }

    private static string Values(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = new List<string>();
        foreach (var tag in tags) values.Add($"{tag.Value}");
        return string.Join(',', values);
    }

    private static double? Figure(string figures, string name, params string[] labels)
    {
        var line = figures.Split('\n').FirstOrDefault(line =>
            line.StartsWith(name + "{", StringComparison.Ordinal)
                && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        return line is null ? null : double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }
}
