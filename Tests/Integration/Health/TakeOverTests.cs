using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>No change of a verdict is lost or written twice, whoever leads and whether Redis is there.</summary>
public sealed class TakeOverTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static readonly StateKey<ServiceState> Parakeet = States.Service("parakeet");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_while_a_dead_leader_still_has_the_lease_is_in_the_log_once()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, "{}"));
        await using var host = await StartAsync(parakeet);
        using var wire = new CuttableRelay(Port(server.ConnectionString));
        var (ours, theirs) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await host.AddMonitorAsync(
            ours, builder => builder.Configuration["ConnectionStrings:redis"] = wire.ConnectionString);
        await host.UntilAsync(Parakeet, state => state.Verdict == Healthy, Cancel);
        await host.AddMonitorAsync(theirs);
        await LooksAsync(parakeet, theirs, 3);

        wire.Cut();
        parakeet.Answers["/health"] = (500, "");
        await LooksAsync(parakeet, theirs, 4);
        parakeet.Answers["/health"] = (200, "{}");
        await LooksAsync(parakeet, theirs, 3);
        await LooksAsync(parakeet, ours, 3);

        // The lease of the dead one ends by Redis' own clock; the next one tries by the clock of the test.
        await Until.TrueAsync(async () => !await host.Redis.Database.KeyExistsAsync(host.Redis.Keys.Lease("health")));
        await Until.TrueAsync(
            async () =>
            {
                theirs.Advance(TimeSpan.FromSeconds(2));
                return (await host.ChangesAsync("parakeet")).Count >= 3;
            },
            "the next leader has written what it saw");
        await LooksAsync(parakeet, ours, 3);
        await LooksAsync(parakeet, theirs, 3);
        await AssertLogAsync(host, (Unknown, Healthy), (Healthy, Unhealthy), (Unhealthy, Healthy));
    }

    [Fact]
    public async Task What_happens_while_redis_is_away_for_a_minute_is_in_the_log_afterwards()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, "{}"));
        await using var host = await StartAsync(parakeet);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Parakeet, state => state.Verdict == Healthy, Cancel);
        await LooksAsync(parakeet, time, 3);

        await server.KillAsync();
        parakeet.Answers["/health"] = (500, "");
        await LooksAsync(parakeet, time, 4);
        parakeet.Answers["/health"] = (200, "{}");
        await LooksAsync(parakeet, time, 4);
        parakeet.Answers["/health"] = (500, "");
        await LooksAsync(parakeet, time, 4);
        await server.StartAsync();
        await Until.TrueAsync(() => host.Redis.IsConnected);

        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await host.ChangesAsync("parakeet")).Count >= 4;
            },
            "what was seen meanwhile is in the log");
        await AssertLogAsync(
            host, (Unknown, Healthy), (Healthy, Unhealthy), (Unhealthy, Healthy), (Healthy, Unhealthy));
    }

    [Fact]
    public async Task One_miss_at_the_start_of_a_monitor_takes_nothing_down()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, "{}"));
        await using var host = await StartAsync(parakeet);
        var time = await SeenUpAsync(host);

        parakeet.Answers["/health"] = (500, "");
        await host.AddMonitorAsync(time);
        List<string?> said = [];
        await Until.TrueAsync(
            () =>
            {
                // Less than a look takes in all: what it says stands for a while.
                time.Advance(TimeSpan.FromMilliseconds(50));
                var state = host.Mirror.Value(Parakeet)!;
                said.Add(state.Evidence);
                return state.Verdict == Unhealthy;
            },
            "it is down");

        Assert.Contains(said, evidence => evidence?.Contains(" of 3 times", StringComparison.Ordinal) == true);
        await AssertLogAsync(host, (Unknown, Healthy), (Healthy, Unhealthy));
    }

    [Fact]
    public async Task A_port_that_refuses_at_the_start_of_a_monitor_is_down_at_once()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, "{}"));
        await using var host = await StartAsync(parakeet);
        var time = await SeenUpAsync(host);

        await parakeet.DisposeAsync();
        await host.AddMonitorAsync(time);

        await host.UntilAsync(Parakeet, state => state.Verdict == Unhealthy, Cancel);
        await AssertLogAsync(host, (Unknown, Healthy), (Healthy, Unhealthy));
    }

    /// <summary>A monitor has seen it up and is gone; its clock.</summary>
    private static async Task<FakeTimeProvider> SeenUpAsync(MonitorHost host)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var monitor = await host.AddMonitorAsync(time);
        await host.UntilAsync(Parakeet, state => state.Verdict == Healthy, Cancel);
        await monitor.StopAsync(Cancel);
        return time;
    }

    private async Task<MonitorHost> StartAsync(FakeService parakeet)
    {
        var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(settings => settings with
        {
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = parakeet.Port }
        });
        return host;
    }

    /// <summary>Lets time pass for one monitor until it has asked so many times.</summary>
    private static async Task LooksAsync(FakeService parakeet, FakeTimeProvider time, int looks)
    {
        for (var i = 0; i < looks; i++)
        {
            var asked = parakeet.Asked("/health");
            time.Advance(TimeSpan.FromSeconds(5));
            await Until.TrueAsync(() => parakeet.Asked("/health") > asked);
        }
    }

    private static async Task AssertLogAsync(
        MonitorHost host, params (ServiceVerdict From, ServiceVerdict To)[] expected)
    {
        var lines = await host.ChangesAsync("parakeet");
        Assert.Equal(expected, lines.Select(line => (line.From!.Value, line.To!.Value)));
        Assert.Equal(Enumerable.Range(1, expected.Length).Select(n => $"parakeet:{n}"), lines.Select(line => line.Id));
    }

    private static int Port(string connection) => int.Parse(connection.Split(',')[0].Split(':')[1]);
}
