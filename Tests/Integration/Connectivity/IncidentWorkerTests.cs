using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>The leader of the HealthMonitors makes incidents of the log.</summary>
public sealed class IncidentWorkerTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Failures_become_one_incident_that_the_next_leader_goes_on_with()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());
        var start = DateTimeOffset.UtcNow;
        var time = new FakeTimeProvider(start);
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        var store = new IncidentStore(host.Redis);
        var first = await host.AddMonitorAsync(time);
        await inbox.PushAsync(Report("r-1", start));
        await UntilAsync("r-1");

        await first.StopAsync(TestContext.Current.CancellationToken);
        await host.AddMonitorAsync(time);
        await inbox.PushAsync(Report("r-2", start.AddSeconds(10)));
        await UntilAsync("r-2");

        var incident = Assert.Single(await store.ReadAsync(10));
        Assert.Equal("client", incident.Cause?.Code);

        Task UntilAsync(string line) => Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return await store.ReadAsync(10) is [.., var oldest] && oldest.Entries.Any(entry => entry.Id == line);
            },
            $"{line} is in the incident");
    }

    private static ConnectivityEntry Report(string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = at,
        Kind = ConnectivityKind.Report,
        Service = "vllm",
        Ok = false,
        Source = "open-webui",
        Error = "503"
    };
}
