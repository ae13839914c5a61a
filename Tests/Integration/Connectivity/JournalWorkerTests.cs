using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>The leader of the HealthMonitors says how far log and incidents have come.</summary>
public sealed class JournalWorkerTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task The_mark_follows_the_log_and_its_incidents_and_stands_still_where_nothing_happens()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.Store.WriteAsync(States.Settings, new() { PanelId = "p" });
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var log = new ConnectivityLog(host.Redis, time);
        var monitor = await host.AddMonitorAsync(time);

        // Later than whatever the monitor itself finds, and two, because one alone is no incident.
        var (inbox, later) = (new HandOver(host.Redis, host.Redis.Keys.Inbox), time.GetUtcNow().AddMinutes(5));
        await inbox.PushAsync(Report("r-0", later.AddSeconds(-10)));
        await inbox.PushAsync(Report("r-1", later));
        await PassAsync(time, () => Mark(host) is { Incident: not null, Newest: "r-1" }, "the mark tells of both");

        var head = await log.HeadAsync();
        var mark = Mark(host)!;
        Assert.Equal((head.At, head.Written, 1), (mark.At, mark.Written, mark.IncidentsOfDay));
        Assert.Equal(["other"], mark.Incident!.Services);

        var before = (await host.Store.ReadAsync(States.Journal))!.Rev;
        for (var second = 0; second < 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await host.Redis.Database.PingAsync();
        }

        Assert.Equal(before, (await host.Store.ReadAsync(States.Journal))!.Rev);

        // An incident is known before its containers' logs are: who shows it reads it again.
        var lease = monitor.Services.GetRequiredService<HealthLeadership>().Lease!;
        await monitor.Services.GetRequiredService<ContainerLogStore>().WriteAsync(
            new("other:1", "other", "spark1", "box", later, [new("spark1", 0, "last words")]), lease);
        await PassAsync(time, () => host.Mirror.Get(States.Journal)!.Rev > before, "the mark moves");
    }

    private static JournalMark? Mark(MonitorHost host) => host.Mirror.Value(States.Journal);

    private static Task PassAsync(FakeTimeProvider time, Func<bool> isTrue, string what) => Until.TrueAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return isTrue();
        },
        what);

    private static ConnectivityEntry Report(string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = at,
        Kind = ConnectivityKind.Report,
        Service = "other",
        Ok = false,
        Source = "app"
    };
}
