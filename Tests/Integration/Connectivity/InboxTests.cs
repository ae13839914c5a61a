using System.Globalization;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>The leader of the HealthMonitors moves what was reported into the log.</summary>
public sealed class InboxTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Reports_are_in_the_log_once_and_the_same_ones_are_counted()
    {
        await using var host = await MonitorHost.StartAsync(server);
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        await inbox.PushAsync(Report(0, "before the start"));
        await host.AddMonitorAsync();
        await host.AddMonitorAsync();

        for (var i = 0; i < 300; i++) await inbox.PushAsync(Report(i, $"error {i % 3}"));

        var entries = await LinesAsync(host, entries => entries.Sum(entry => entry.Count) == 301);
        Assert.Equal(4, entries.Count);
        Assert.Equal([1, 100, 100, 100], entries.Select(entry => entry.Count).Order());
        Assert.Empty(await inbox.UnsettledAsync());
    }

    [Fact]
    public async Task What_a_leader_took_and_did_not_write_is_written_by_the_next()
    {
        await using var host = await MonitorHost.StartAsync(server);
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        await inbox.PushAsync(Report(0, "taken"));
        await inbox.PushAsync(Report(1, "waiting"));
        var key = host.Redis.Keys.Lease("health");
        await host.Redis.Database.StringSetAsync(key, "dead");
        Assert.Single(await inbox.TakeAsync(new(key, "dead", 0, new(), TimeProvider.System), 1));
        await host.Redis.Database.KeyDeleteAsync(key);

        await host.AddMonitorAsync();

        var entries = await LinesAsync(host, entries => entries.Count == 2);
        Assert.Equal(["waiting", "taken"], entries.Select(entry => entry.Error));
        Assert.Empty(await inbox.UnsettledAsync());
    }

    [Fact]
    public async Task What_nobody_understands_holds_nobody_up()
    {
        await using var host = await MonitorHost.StartAsync(server);
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        await inbox.PushAsync(new { of = "another version" });
        await inbox.PushAsync(Report(0, "fine"));

        await host.AddMonitorAsync();

        await LinesAsync(host, entries => entries.Count == 1);
        await Until.TrueAsync(async () => (await inbox.UnsettledAsync()).Count == 0);
    }

    private static async Task<IReadOnlyList<ConnectivityEntry>> LinesAsync(
        MonitorHost host, Func<IReadOnlyList<ConnectivityEntry>, bool> isWanted)
    {
        var log = new ConnectivityLog(host.Redis, TimeProvider.System);
        IReadOnlyList<ConnectivityEntry> entries = [];
        await Until.TrueAsync(async () => isWanted(entries = await ReportsAsync()), "the reports are in the log");
        return entries;

        async Task<IReadOnlyList<ConnectivityEntry>> ReportsAsync() =>
            (await log.ReadAsync(new() { Kinds = [ConnectivityKind.Report] }, null, 1000)).Entries;
    }

    private static ConnectivityEntry Report(int ms, string error) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"r-{error}-{ms}"),
        At = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).AddMilliseconds(ms),
        Kind = ConnectivityKind.Report,
        Service = "parakeet",
        Ok = false,
        Error = error
    };
}
