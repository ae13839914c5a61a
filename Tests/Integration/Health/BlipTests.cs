using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Connectivity;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>What an app has met while no probe was looking.</summary>
public sealed class BlipTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static readonly StateKey<ServiceState> Parakeet = States.Service("parakeet");

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_blip_between_two_probes_that_a_client_reports_is_in_the_log_and_changes_no_verdict()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, """{ "status": "ok" }"""));
        await using var panel = await LogPanel.StartAsync(server);
        await using var host = await MonitorHost.StartAsync(server, panel.Redis.Keys.Cluster);
        // What a panel publishes at its start, the catalog last, must not come after what the monitor is to follow.
        await host.UntilAsync(States.Catalog, _ => true, Cancel);
        await host.SetUpAsync(settings => settings with
        {
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = parakeet.Port }
        });
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Parakeet, state => state.Verdict == Healthy, Cancel);

        parakeet.Answers["/health"] = (500, "{}");
        using var report = await panel.Http.PostAsJsonAsync(
            "/api/health-event",
            new { service = "parakeet", ok = false, source = "open-webui", error = "502", ms = 1000 }, Cancel);
        parakeet.Answers["/health"] = (200, """{ "status": "ok" }""");

        Assert.Equal(HttpStatusCode.Accepted, report.StatusCode);
        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return (await ReportsAsync(panel)).Count == 1;
            },
            "the report is in the log");
        for (var i = 0; i < 3; i++)
            Assert.Equal(Healthy, (await host.RoundAsync(time, "parakeet", Cancel)).Verdict);
        Assert.Equal([Healthy], (await host.ChangesAsync("parakeet")).Select(change => change.To));
    }

    private static async Task<JsonArray> ReportsAsync(LogPanel panel) => JsonNode.Parse(
        await panel.Http.GetStringAsync("/api/connectivity?service=parakeet&kind=report&source=open-webui", Cancel))!
        ["entries"]!.AsArray();
}
