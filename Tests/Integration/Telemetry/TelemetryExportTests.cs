using System.Diagnostics;
using System.Net.Http.Json;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Chaos;
using Xunit;

namespace SparkControl.Tests.Integration.Telemetry;

/// <summary>What the services tell a receiver of telemetry, each as a process of its own.</summary>
public sealed class TelemetryExportTests(ChaosRig rig) : IClassFixture<ChaosRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_load_is_one_trace_of_both_services_below_the_click_and_metrics_and_logs_come_beside_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var monitor = await rig.MonitorAsync(receiver.Variables);
        await using var panel = await rig.PanelAsync(receiver.Variables);
        var (trace, click) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());

        var ended = await panel.EndsAsync(await ClickAsync(panel, $"00-{trace}-{click}-01"));

        Assert.Equal(SwapPhase.Ready, ended.Phase);
        Assert.StartsWith($"00-{trace}-", ended.Run.Trace, StringComparison.Ordinal);
        await ComesAsync(receiver, "traces", "control-api", trace, "swap load");
        await ComesAsync(receiver, "traces", "control-api", trace, "weights");
        await ComesAsync(receiver, "traces", "health-monitor", trace, "hear of swap: ");
        await ComesAsync(receiver, "metrics", "control-api", null, "sparkcontrol.swap.duration");
        await ComesAsync(receiver, "metrics", "health-monitor", null, "http.client.request.duration");
        await ComesAsync(receiver, "logs", "control-api", null, "{OriginalFormat}");
    }

    [Fact]
    public async Task Without_a_receiver_nothing_is_sent()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var variables = receiver.Variables;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "";
        await using var panel = await rig.PanelAsync(variables);

        var ended = await panel.EndsAsync(await ClickAsync(panel, null));

        Assert.Equal(SwapPhase.Ready, ended.Phase);
        Assert.Equal(0, receiver.Count);
    }

    private static async Task ComesAsync(
        OtlpReceiver receiver, string kind, string service, ActivityTraceId? trace, string name)
    {
        byte[][] parts = [OtlpReceiver.Text(service), OtlpReceiver.Text(name)];
        if (trace is { } id) parts = [.. parts, Convert.FromHexString(id.ToHexString())];
        await Moment.WhenAsync(
            () => Task.FromResult(receiver.Has(kind, parts)),
            () => $"{service} sends {kind} with {name}; {receiver.Count} messages came");
    }

    private static async Task<string> ClickAsync(PanelProcess panel, string? traceparent)
    {
        string? id = null;
        await Moment.WhenAsync(
            async () =>
            {
                using var click = new HttpRequestMessage(HttpMethod.Post, "/api/swap");
                click.Content = JsonContent.Create(new { model = "qwen36" });
                if (traceparent is not null) click.Headers.Add("traceparent", traceparent);
                using var answer = await panel.Http.SendAsync(click, Cancel);
                if (!answer.IsSuccessStatusCode) return false;

                id = (await answer.Content.ReadFromJsonAsync<Accepted>(Cancel))!.Id;
                return true;
            },
            () => $"a load is taken\n{panel.Said}");
        return id!;
    }

    private sealed record Accepted(string Id);
}
