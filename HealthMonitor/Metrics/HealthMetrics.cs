using System.Diagnostics.Metrics;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Metrics;

/// <summary>
/// What is known of services and nodes, for Prometheus and OTLP, in every instance alike. What is unknown or too old is
/// left out: a gap, never a 0. Named after OpenTelemetry's conventions.
/// </summary>
internal sealed class HealthMetrics(StateMirror mirror, TimeProvider time, IMeterFactory meters)
{
    private readonly Meter meter = meters.Create("SparkControl.HealthMonitor");

    /// <summary>From now on they can be read.</summary>
    public void Publish()
    {
        OfServices();
        OfModel();
        OfNodes();
    }

    private void OfServices()
    {
        meter.CreateObservableGauge(
            "sparkcontrol.service.verdict", () => Services(_ => 1, withVerdict: true), null,
            "1 for the verdict that holds.");
        meter.CreateObservableGauge(
            "sparkcontrol.service.restarts", () => Services(service => service.Container?.RestartCount), "{restart}",
            "How often docker has restarted its container.");
        meter.CreateObservableGauge(
            "sparkcontrol.probe.duration", () => Services(service => service.LatencyMs / 1000), "s",
            "How long the last good answer took.");
    }

    private void OfModel()
    {
        Model("generation.rate", "{token}/s", "Tokens written.", tokens => tokens.GenerationTokensPerSecond);
        Model("prompt.rate", "{token}/s", "Tokens read.", tokens => tokens.PromptTokensPerSecond);
        Model("requests.running", "{request}", "Requests at work.", tokens => tokens.RequestsRunning);
        Model("requests.waiting", "{request}", "Requests that wait.", tokens => tokens.RequestsWaiting);
        Model("kv_cache.utilization", "1", "The part of the KV cache in use.", tokens => tokens.KvCacheFraction);
        Model("prefix_cache.hit_rate", "1", "The part of the prompts that the prefix cache knew.", tokens =>
            tokens.PrefixCacheHitFraction);
        Model("first_token.p50", "s", "Half of the requests had a token by then.", tokens =>
            tokens.FirstTokenP50Seconds);
        Model("first_token.p95", "s", "And 95 % of them by then.", tokens => tokens.FirstTokenP95Seconds);
        Model("inter_token.p50", "s", "Half of the tokens came so soon after the one before.", tokens =>
            tokens.InterTokenP50Seconds);
        Model("inter_token.p95", "s", "And 95 % of them so soon.", tokens => tokens.InterTokenP95Seconds);
    }

    private void OfNodes()
    {
        Node("memory.limit", "By", "Unified memory.", sample => sample.MemTotalBytes);
        Node("memory.available", "By", "What a new program can still take.", sample => sample.MemAvailableBytes);
        Node("memory.pressure", "1", "Time that somebody waited for memory.", sample =>
            sample.MemoryPressure?.SomePercent10 / 100);
        Node("gpu.utilization", "1", "Time that the GPU worked.", sample => sample.Gpu?.UtilizationPercent / 100);
        Node("gpu.temperature", "Cel", "Of the GPU.", sample => sample.Gpu?.TemperatureC);
        Node("gpu.power", "W", "What the GPU draws.", sample => sample.Gpu?.PowerW);
        Node("sample.cpu.time", "s", "What the last sample cost the node.", sample => sample.CostCpuMs / 1000);
    }

    private void Model(string name, string unit, string what, Func<TokenMetrics, double?> figure) =>
        meter.CreateObservableGauge(
            $"sparkcontrol.model.{name}",
            () => Services(service => service.Tokens is { } tokens ? figure(tokens) : null), unit, what);

    private void Node(string name, string unit, string what, Func<NodeSample, double?> figure) =>
        meter.CreateObservableGauge($"sparkcontrol.node.{name}", () => Nodes(figure), unit, what);

    private IEnumerable<Measurement<double>> Services(Func<ServiceState, double?> figure, bool withVerdict = false) =>
        from place in Settings?.Services ?? []
        let service = Fresh(mirror.Get(States.Service(place.Name)))
        where service is not null
        let value = figure(service)
        where value is not null
        select new Measurement<double>(value.Value, Tags(service, withVerdict));

    private IEnumerable<Measurement<double>> Nodes(Func<NodeSample, double?> figure) =>
        from node in Settings?.Nodes ?? []
        let status = Fresh(mirror.Get(States.Node(node.Name)))
        let sample = status is { Stale: false } ? status.Sample : null
        where sample is not null
        let value = figure(sample)
        where value is not null
        select new Measurement<double>(value.Value, new KeyValuePair<string, object?>("sparkcontrol.node", node.Name));

    private EffectiveSettings? Settings => mirror.Value(States.Settings);

    private T? Fresh<T>(Observed<T>? seen)
        where T : class =>
        seen is not null && time.GetUtcNow() - seen.ObservedAt <= Observed.CountsFor ? seen.Value : null;

    private static KeyValuePair<string, object?>[] Tags(ServiceState service, bool withVerdict) =>
    [
        new("sparkcontrol.service", service.Name),
        .. withVerdict
            ? [new("sparkcontrol.verdict", Wire.Word(service.Verdict))]
            : Array.Empty<KeyValuePair<string, object?>>()
    ];
}
