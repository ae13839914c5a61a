using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

[UnsupportedOSPlatform("windows")]
[Collection(ChaosCollection.Name)]
public sealed class HealthMonitorTests(RedisFixture server) : IClassFixture<RedisFixture>, IDisposable
{
    private readonly TempDirectory programs = new();

    /// <summary>No machine has this name, so nobody can be asked.</summary>
    private const string Nobody = "nobody.invalid";

    private static readonly StateKey<ServiceState> Vllm = States.Service("vllm");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => programs.Dispose();

    [Fact]
    public async Task A_model_that_serves_is_known_six_seconds_after_the_start()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        var start = Stopwatch.GetTimestamp();

        await host.AddMonitorAsync();
        var state = await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(6));
        Assert.Equal(new ServedModel(vllm.Model, vllm.Model, 131_072), state.Model);
        Assert.Equal((2, 1, "0.17.1"), (state.RequestsRunning, state.RequestsWaiting, state.Version));
        Assert.Equal($"http://127.0.0.1:{vllm.Port}/v1", state.BaseUrl);
        Assert.Equal((1, false), (state.N, state.Planned));
        Assert.NotNull(state.LastGood);
        Assert.NotNull(state.LastBusy);
    }

    [Fact]
    public async Task Nothing_that_listens_is_a_stopped_service_with_an_address()
    {
        var port = FreePort.Next();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(port);

        await host.AddMonitorAsync();
        var state = await host.UntilAsync(Vllm, s => s.Verdict != Unknown, Cancel);

        Assert.Equal((Stopped, $"http://127.0.0.1:{port}/v1"), (state.Verdict, state.BaseUrl));
        Assert.Contains("refuses connections", state.Evidence, StringComparison.Ordinal);
        Assert.Null(state.RequestsRunning);
    }

    [Fact]
    public async Task A_server_that_takes_connections_and_says_nothing_is_unhealthy()
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Hangs = new();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);

        await host.AddMonitorAsync();
        var state = await host.UntilAsync(Vllm, s => s.Verdict != Unknown, Cancel);

        Assert.Equal(Unhealthy, state.Verdict);
        Assert.Contains("does not answer within 2 s", state.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_spark_there_is_nothing_to_ask()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.Store.WriteAsync(States.Settings, new EffectiveSettings { PanelId = "p" });

        await host.AddMonitorAsync();
        var state = await host.UntilAsync(Vllm, _ => true, Cancel);

        Assert.Equal((NotConfigured, null), (state.Verdict, state.BaseUrl));
    }

    [Fact]
    public async Task When_a_swap_turns_ready_the_first_answer_decides_and_the_model_is_asked_again()
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Health = 503;
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        await host.Store.WriteAsync(States.Swap, Swap(SwapPhase.Loading));
        await host.AddMonitorAsync();
        await host.UntilAsync(Vllm, s => s is { Verdict: Starting, Planned: true }, Cancel);

        (vllm.Health, vllm.Model) = (200, "other/model");
        await host.Store.WriteAsync(States.Swap, Swap(SwapPhase.Ready) with { EndedAt = DateTimeOffset.UtcNow });
        var state = await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);

        Assert.Equal(("other/model", false, 2), (state.Model?.Id, state.Planned, state.N));
    }

    [Fact]
    public async Task A_model_that_was_stopped_is_stopped_however_soon_after_its_last_answer()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await using (var vllm = await FakeVllm.StartAsync())
        {
            await host.SetUpAsync(vllm.Port);
            await host.AddMonitorAsync();
            await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);
        }

        await host.Store.WriteAsync(States.Swap, Swap(SwapPhase.Stopped) with { EndedAt = DateTimeOffset.UtcNow });
        var state = await host.UntilAsync(Vllm, s => s.Verdict != Healthy, Cancel);

        Assert.Equal(Stopped, state.Verdict);
    }

    [Fact]
    public async Task A_monitor_that_stops_gives_the_duty_to_the_next_at_once()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        var first = await host.AddMonitorAsync();
        await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);
        await host.AddMonitorAsync();
        var token = await LeaseAsync(host);

        await first.StopAsync(Cancel);
        var rev = host.Mirror.Get(Vllm)!.Rev;
        var state = await host.UntilAsync(Vllm, _ => host.Mirror.Get(Vllm)!.Rev > rev, Cancel);

        Assert.NotEqual(token, await LeaseAsync(host));
        Assert.Equal((Healthy, 1), (state.Verdict, state.N));
    }

    [Fact]
    public async Task A_node_that_nobody_has_confirmed_is_not_connected_to()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());

        await host.AddMonitorAsync();
        var node = await host.UntilAsync(States.Node("spark1"), _ => true, Cancel);

        Assert.Equal((NodeState.Untrusted, null), (node.Link.State, node.SampledAt));
    }

    [Fact]
    public async Task A_node_that_is_this_machine_is_sampled()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.Store.WriteAsync(States.Settings, new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = new() { Name = "spark1", Host = "127.0.0.1", Local = new() },
            VllmPort = FreePort.Next()
        });

        await host.AddMonitorAsync();
        var node = await host.UntilAsync(States.Node("spark1"), n => n.SampledAt is not null, Cancel);

        Assert.Equal(NodeState.Up, node.Link.State);
        Assert.InRange(node.MemAvailableBytes!.Value, 1, node.MemTotalBytes!.Value);
        Assert.Equal(Environment.MachineName, node.Hostname);
        Assert.Equal(node.MemTotalBytes, node.Sample!.MemTotalBytes);
        var point = await FirstPointAsync(host, States.Node("spark1").Name);
        Assert.Contains("memory_used_bytes", point.Values);
    }

    [Fact]
    public async Task What_a_model_does_is_told_and_kept()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);

        await host.AddMonitorAsync();
        var state = await host.UntilAsync(Vllm, s => s.Tokens is not null, Cancel);

        Assert.Equal(new TokenMetrics { RequestsRunning = 2, RequestsWaiting = 1 }, state.Tokens);
        var point = await FirstPointAsync(host, Vllm.Name);
        Assert.Equal((2, 1), (point.Values["requests_running"], point.Values["requests_waiting"]));
        Assert.Equal(2, point.Values.Count);
    }

    [Fact]
    public async Task A_server_that_goes_away_is_down_after_three_looks_and_back_after_two()
    {
        var vllm = await FakeVllm.StartAsync(FreePort.Next());
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);
        // A start looks more than once: what of that is still to come is over after these.
        Assert.Equal([Healthy, Healthy, Healthy], [await TickAsync(), await TickAsync(), await TickAsync()]);
        await host.QuietAsync("vllm", Cancel);

        await vllm.DisposeAsync();
        Assert.Equal([Healthy, Healthy, Unhealthy], [await TickAsync(), await TickAsync(), await TickAsync()]);

        await using var again = await FakeVllm.StartAsync(vllm.Port);
        Assert.Equal([Unhealthy, Healthy], [await TickAsync(), await TickAsync()]);

        async Task<ServiceVerdict> TickAsync()
        {
            time.Advance(TimeSpan.FromSeconds(5));
            var now = time.GetUtcNow();
            return (await host.UntilAsync(Vllm, _ => host.Mirror.Get(Vllm)!.ObservedAt >= now, Cancel)).Verdict;
        }
    }

    public static TheoryData<string> OddModels =>
    [
        "null", "[]", "{}", "nonsense", """{"data":[null]}""", """{"data":[{}]}""", """{"data":[{"id":7}]}""",
        $$"""{"data":[{"id":"{{new string('x', 5 << 20)}}"}]}"""
    ];

    [Theory]
    [MemberData(nameof(OddModels), DisableDiscoveryEnumeration = true)]
    public async Task An_odd_list_of_models_ends_nothing(string odd)
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Models = odd;
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        await host.AddMonitorAsync();
        var state = await host.UntilAsync(Vllm, s => s.Verdict != Unknown, Cancel);
        Assert.Equal((Degraded, null), (state.Verdict, state.Model));

        vllm.Models = null;
        await host.SetUpAsync(vllm.Port);

        Assert.Equal(vllm.Model, (await host.UntilAsync(Vllm, s => s.Model is not null, Cancel)).Model!.Id);
    }

    [Fact]
    public async Task A_look_that_fails_is_not_the_last_one()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port, host: "no host at all");
        await host.AddMonitorAsync();
        await host.UntilAsync(States.Node("spark1"), _ => true, Cancel);

        await host.SetUpAsync(vllm.Port);

        await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);
    }

    [Fact]
    public async Task Another_machine_is_unknown_until_it_has_answered_itself()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        await host.AddMonitorAsync();
        var before = await host.UntilAsync(Vllm, s => s.Verdict == Healthy, Cancel);

        await host.SetUpAsync(vllm.Port, Nobody);
        var state = await host.UntilAsync(Vllm, s => s.BaseUrl != before.BaseUrl, Cancel);

        Assert.Equal((Unknown, null, null, null), (state.Verdict, state.LastGood, state.Model, state.LastBusy));
        Assert.Equal(before.N + 1, state.N);
    }

    [Theory]
    [InlineData(Nobody, 0, Healthy, 7, true)]
    [InlineData(Nobody, 60, Unknown, 8, true)]
    [InlineData("10.0.0.9", 0, Unknown, 8, false)]
    public async Task What_a_former_life_has_seen_counts_for_a_moment_and_for_the_same_machine(
        string host, int minutesAgo, ServiceVerdict verdict, long n, bool keepsLastGood)
    {
        await using var monitored = await MonitorHost.StartAsync(server);
        var then = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo);
        var former = new ServiceState
        {
            Name = "vllm",
            Verdict = Healthy,
            Since = then,
            N = 7,
            LastGood = then,
            BaseUrl = $"http://{host}:8888/v1"
        };
        await new StateStore(monitored.Redis, new FakeTimeProvider(then)).WriteAsync(Vllm, former);
        await monitored.UntilAsync(Vllm, _ => true, Cancel);
        var rev = monitored.Mirror.Get(Vllm)!.Rev;
        await monitored.SetUpAsync(8888, Nobody);

        await monitored.AddMonitorAsync();
        var state = await monitored.UntilAsync(Vllm, _ => monitored.Mirror.Get(Vllm)!.Rev > rev, Cancel);

        Assert.Equal((verdict, n, keepsLastGood), (state.Verdict, state.N, state.LastGood is not null));
    }

    [Fact]
    public async Task A_node_that_hangs_does_not_delay_the_other()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.Store.WriteAsync(States.Settings, new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = new() { Name = "spark1", Host = "127.0.0.1", Local = Playing("sleep 600") },
            Spark2 = new() { Name = "spark2", Host = "127.0.0.1", Local = Playing("true") },
            VllmPort = FreePort.Next()
        });
        var start = Stopwatch.GetTimestamp();

        await host.AddMonitorAsync();
        await host.UntilAsync(States.Node("spark2"), n => n.SampledAt is not null, Cancel);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(4));
    }

    /// <summary>A node on which <c>head</c> does something else.</summary>
    private LocalShellSettings Playing(string command)
    {
        var bin = Directory.CreateDirectory(Path.Combine(programs.Path, Path.GetRandomFileName())).FullName;
        var program = Path.Combine(bin, "head");
        File.WriteAllText(program, $"#!/bin/sh\n{command}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new() { Environment = new Dictionary<string, string> { ["HOME"] = bin, ["PATH"] = $"{bin}:/usr/bin:/bin" } };
    }

    private static async Task<SeriesPoint> FirstPointAsync(MonitorHost host, string state)
    {
        var series = new SeriesStore(host.Redis, state);
        await Until.TrueAsync(async () => (await series.PointsAsync()).Count > 0, $"{state} has a point");
        return (await series.PointsAsync())[0];
    }

    private static async Task<string?> LeaseAsync(MonitorHost host) =>
        await host.Redis.Database.StringGetAsync(host.Redis.Keys.Lease("health"));

    private static SwapState Swap(SwapPhase phase) =>
        new() { Id = "s1", Kind = SwapKind.Load, Model = "other", Phase = phase, RequestedAt = DateTimeOffset.UtcNow };
}
