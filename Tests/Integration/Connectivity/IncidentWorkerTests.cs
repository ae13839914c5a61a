using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Incidents;
using SparkControl.HealthMonitor.Sampling;
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
        // Nothing is set up that probes could find down: only the reports are in the incident.
        await host.Store.WriteAsync(States.Settings, new() { PanelId = "p" });
        var start = DateTimeOffset.UtcNow;
        var time = new FakeTimeProvider(start);
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        var store = new IncidentStore(host.Redis);
        var first = await host.AddMonitorAsync(time);
        await inbox.PushAsync(Report("r-0", start.AddSeconds(-5)));
        await inbox.PushAsync(Report("r-ok", start.AddSeconds(-1)) with { Ok = true, Source = "curl", Error = null });
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

    [Fact]
    public async Task What_stands_beside_an_incident_is_stored_with_it_and_others_are_told_once()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var (start, store) = (time.GetUtcNow(), new IncidentStore(host.Redis));
        await ShortOfMemoryAsync(host, start);
        await BeginSwapAsync(host, start);
        await host.AddMonitorAsync(time);

        await new HandOver(host.Redis, host.Redis.Keys.Inbox).PushAsync(Down(start));
        var notices = new NoticeList(host.Redis).Waiting;
        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return (await notices.WaitingAsync()).Count > 0 && (await store.ReadAsync(1))[0].Swap is not null;
            },
            "it is told");

        var incident = Assert.Single(await store.ReadAsync(10));
        Assert.Equal("memory", incident.Cause?.Code);
        Assert.StartsWith("Spark 1 ran out of memory: only 0.5 GiB", incident.Cause!.Sentence, StringComparison.Ordinal);
        Assert.Equal(("spark1", 1L << 29), (incident.Nodes[0].Node, incident.Nodes[0].Minutes[^1].MemAvailableBytes));
        Assert.Equal(("s-1", "Loading weights"), (incident.Swap!.Id, incident.Swap.Lines[^1].Text));
        var notice = Wire.Read<Notice>(Assert.Single(await notices.WaitingAsync()));
        Assert.Equal(($"{incident.Id}:begin", incident.Cause.Sentence), (notice.Id, notice.Text));
    }

    [Fact]
    public async Task An_outage_with_very_many_lines_lasts_until_it_is_over_whoever_leads()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.Store.WriteAsync(States.Settings, new() { PanelId = "p" });
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var (start, store) = (time.GetUtcNow().AddHours(-1), new IncidentStore(host.Redis));
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        await inbox.PushAsync(Down(start) with { Service = "wiki" });
        foreach (var i in Enumerable.Range(1, 60))
            await inbox.PushAsync(Report($"r-{i}", start.AddSeconds(10 * i)) with { Service = "wiki" });

        var first = await StartAsync();
        await UntilAsync(incident => incident.End is null && Lines(incident) == 61, "all of it is seen");
        await first.StopAsync(TestContext.Current.CancellationToken);
        await StartAsync();
        await inbox.PushAsync(Report("r-61", start.AddMinutes(20)) with { Service = "wiki" });
        await UntilAsync(incident => incident.End is null && Lines(incident) == 62, "it lasts");
        await inbox.PushAsync(Up(start.AddMinutes(30)));
        await UntilAsync(incident => incident.End is not null, "it is over");

        var incident = Assert.Single(await store.ReadAsync(10));
        Assert.Equal((start, start.AddMinutes(30), 63), (incident.Begin, incident.End, incident.Entries.Count));
        // The next look reads what is new, and not the whole outage again.
        Assert.True((await store.ReadSoFarAsync<IncidentsSoFar>())!.Through > start.AddMinutes(9));

        Task<WebApplication> StartAsync() =>
            host.AddMonitorAsync(time, builder => builder.Configuration["Incidents:Recent"] = "10");

        Task UntilAsync(Predicate<Incident> isTrue, string what) => Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return (await store.ReadAsync(1)) is [var incident] && isTrue(incident);
            },
            what);
    }

    [Fact]
    public async Task A_spark_that_is_found_lost_after_its_service_is_the_cause_all_the_same()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var (start, store) = (time.GetUtcNow(), new IncidentStore(host.Redis));
        // The test says how the node answers, and nobody else.
        await host.AddMonitorAsync(time, builder => builder.Services.Remove(
            builder.Services.Single(service => service.ImplementationType == typeof(NodeWorker))));
        await new HandOver(host.Redis, host.Redis.Keys.Inbox).PushAsync(Down(start));
        await UntilAsync(incident => incident.Cause is null, "it is an incident");

        await host.Store.WriteAsync(States.Node("spark1"), new()
        {
            Name = "spark1",
            Host = "127.0.0.1",
            Link = new(NodeState.Down) { Since = start.AddSeconds(50) }
        });

        await UntilAsync(
            incident => incident.Cause?.Sentence
                == "Spark 1 was lost together with parakeet: the host itself or its network.",
            "its cause is known");

        Task UntilAsync(Predicate<Incident> isTrue, string what) => Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return await store.ReadAsync(1) is [var incident] && isTrue(incident);
            },
            what);
    }

    private static int Lines(Incident incident) => incident.Entries.Count(entry => entry.Service == "wiki");

    private static ConnectivityEntry Up(DateTimeOffset at) => Down(at) with
    {
        Id = "vllm:78",
        Service = "wiki",
        From = ServiceVerdict.Unhealthy,
        To = ServiceVerdict.Healthy
    };

    // The swap's own lines come as those of its driver, whose lease this is.
    private static async Task BeginSwapAsync(MonitorHost host, DateTimeOffset at)
    {
        var key = host.Redis.Keys.Lease("cluster");
        await host.Redis.Database.StringSetAsync(key, "driver");
        var lease = new Lease(key, "driver", 0, new(), TimeProvider.System);
        await host.Store.WriteAsync(
            States.Swap,
            new() { Id = "s-1", Kind = SwapKind.Load, Phase = SwapPhase.Loading, RequestedAt = at.AddMinutes(-1) });
        await new LogStore(host.Redis).AppendAsync(
            "s-1", lease, null, [new("spark1", at.AddSeconds(-5).ToUnixTimeMilliseconds(), "Loading weights")]);
    }

    // As the leader before has measured it.
    private static async Task ShortOfMemoryAsync(MonitorHost host, DateTimeOffset at)
    {
        var key = host.Redis.Keys.Lease("health");
        await host.Redis.Database.StringSetAsync(key, "before");
        var lease = new Lease(key, "before", 0, new(), TimeProvider.System);
        await host.Store.WriteAsync(States.Node("spark1"), new()
        {
            Name = "spark1",
            Host = "127.0.0.1",
            Link = new(NodeState.Down),
            MemTotalBytes = 120L << 30
        });
        await new SeriesStore(host.Redis, "node:spark1").AddAsync(
            SeriesPoint.Of(at.AddSeconds(-70), [("memory_used_bytes", (120L << 30) - (1L << 29))]), lease);
        await host.Redis.Database.KeyDeleteAsync(key);
    }

    // Another one than the swap is about: that would explain it.
    private static ConnectivityEntry Down(DateTimeOffset at) => new()
    {
        Id = "parakeet:77",
        At = at,
        Kind = ConnectivityKind.Transition,
        Service = "parakeet",
        Node = "spark1",
        From = ServiceVerdict.Healthy,
        To = ServiceVerdict.Unhealthy
    };

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
