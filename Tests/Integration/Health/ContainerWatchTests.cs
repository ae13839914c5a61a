using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>What docker and the memory of a node say of the services on it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ContainerWatchTests(RedisFixture server) : IClassFixture<RedisFixture>, IDisposable
{
    private static readonly StateKey<ServiceState> Parakeet = States.Service("parakeet"),
        Magpie = States.Service("magpie");
    private static readonly StateKey<NodeStatus> Spark1 = States.Node("spark1");

    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    private readonly FakeNode node = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly int port = FreePort.Next();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => node.Dispose();

    [Fact]
    public async Task A_young_container_starts_and_an_old_one_is_unhealthy()
    {
        node.Containers(FakeNode.Container("parakeet-asr", "running", time.GetUtcNow()));
        await using var host = await StartAsync();

        var starting = await UntilAsync(host, state => state.Verdict == Starting);
        var unhealthy = await UntilAsync(host, state => state.Verdict == Unhealthy);

        Assert.Contains("Its container started", starting.Evidence, StringComparison.Ordinal);
        Assert.Equal(("parakeet-asr", "running"), (starting.Container?.Name, starting.Container?.Status));
        Assert.InRange((unhealthy.Since - starting.Container!.StartedAt!.Value).TotalSeconds, 180, 200);
    }

    [Fact]
    public async Task A_docker_that_does_not_answer_once_is_no_false_alarm()
    {
        node.Containers(FakeNode.Container("parakeet-asr", "running", time.GetUtcNow()));
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 503, ""));
        await using var host = await StartAsync();
        await UntilAsync(host, state => state.Verdict == Starting);

        node.DockerHangs();
        for (var i = 0; i < 3; i++)
            Assert.Equal(Starting, (await host.RoundWithNodeAsync(time, "parakeet", Cancel)).Verdict);

        node.Containers(FakeNode.Container("parakeet-asr", "exited", time.GetUtcNow()));
        var stopped = await UntilAsync(host, state => state.Verdict != Starting);
        Assert.Equal((Stopped, "exited"), (stopped.Verdict, stopped.Container?.Status));
    }

    [Fact]
    public async Task A_container_that_does_not_run_is_stopped_and_one_that_nobody_sees_is_unknown()
    {
        node.Containers(FakeNode.Container("parakeet-asr", "exited", time.GetUtcNow().AddHours(-1)));
        await using var host = await StartAsync();

        var stopped = await UntilAsync(host, state => state.Container is not null);
        Assert.Equal((Stopped, false), (stopped.Verdict, stopped.Planned));

        await host.SetUpAsync(settings => settings with { Spark1 = node.Settings });
        var unknown = await host.UntilAsync(Parakeet, state => state.BaseUrl == "http://nobody.invalid:8000", Cancel);
        Assert.Equal((Unknown, null), (unknown.Verdict, unknown.Container));
    }

    /// <summary>Seconds from its last answer until it could not be asked, and what its ended container means.</summary>
    [Theory]
    [InlineData(20, Unhealthy)]
    [InlineData(18_000, Stopped)]
    public async Task What_answered_until_its_spark_was_dark_should_be_there_again(int seconds, ServiceVerdict expected)
    {
        node.Containers(FakeNode.Container("parakeet-asr", "exited", time.GetUtcNow().AddHours(-7), code: 255));
        await using var host = await MonitorHost.StartAsync(server);
        await SetUpAsync(host, null);
        var good = time.GetUtcNow().AddHours(-6);
        await host.Store.WriteAsync(Parakeet, new()
        {
            Name = "parakeet",
            Kind = ServiceKind.Stt,
            Verdict = Unknown,
            Since = good.AddSeconds(seconds),
            N = 3,
            BaseUrl = $"http://127.0.0.1:{port}",
            LastGood = good
        });

        await host.AddMonitorAsync(time);

        var state = await UntilAsync(host, state => state.Verdict != Unknown && state.Container is not null);
        Assert.Equal(expected, state.Verdict);
    }

    [Fact]
    public async Task A_killed_service_is_unhealthy_and_one_that_is_stopped_here_is_planned()
    {
        await using var host = await StartAsync();
        node.Containers(FakeNode.Container("parakeet-asr", "running", time.GetUtcNow().AddHours(-1)));
        await using (await FakeService.StartAsync(port, ("/health", 200, "{}")))
        {
            await UntilAsync(host, state => state is { Verdict: Healthy, Container.Status: "running" });
        }

        node.Containers(FakeNode.Container("parakeet-asr", "exited", time.GetUtcNow().AddHours(-1), code: 137));
        var killed = await UntilAsync(host, state => state.Verdict != Healthy);
        Assert.Equal((Unhealthy, false), (killed.Verdict, killed.Planned));

        await host.Store.WriteAsync(States.Action("parakeet"), Action(null));
        await host.UntilAsync(Parakeet, state => state.Planned, Cancel);
        await host.Store.WriteAsync(States.Action("parakeet"), Action(time.GetUtcNow()));
        var stopped = await host.UntilAsync(Parakeet, state => state.Verdict != Unhealthy, Cancel);
        Assert.Equal((Stopped, true), (stopped.Verdict, stopped.Planned));
        Assert.Equal((Stopped, true), Verdict(await UntilAsync(host, _ => true)));
    }

    [Fact]
    public async Task When_an_action_ends_the_first_answer_decides()
    {
        await using var host = await StartAsync();
        await host.Store.WriteAsync(States.Action("parakeet"), Action(null) with { Verb = ServiceVerb.Start });
        await host.UntilAsync(Parakeet, state => state is { Verdict: Starting, Planned: true }, Cancel);
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));

        await host.Store.WriteAsync(
            States.Action("parakeet"), Action(time.GetUtcNow()) with { Verb = ServiceVerb.Start });

        var state = await host.UntilAsync(Parakeet, state => state.Verdict == Healthy, Cancel);
        Assert.False(state.Planned);
    }

    [Fact]
    public async Task Magpies_known_crash_is_recognised_in_its_log_which_is_read_once_a_restart()
    {
        var started = time.GetUtcNow().AddHours(-1);
        node.Log("volume nim-cache /var/lib/docker/volumes/nim-cache/_data", "Error: Permission denied (os error 13)");
        node.Containers(FakeNode.Container("magpie-tts", "running", started, restarts: 4));
        await using var host = await StartAsync();
        await UntilAsync(host, state => state.Container?.RestartCount == 4, "magpie");
        for (var i = 0; i < 3; i++) await host.RoundWithNodeAsync(time, "magpie", Cancel);
        Assert.Equal(0, node.LogsRead);

        node.Containers(FakeNode.Container("magpie-tts", "restarting", started, restarts: 5));
        await UntilAsync(host, state => state.Container?.RestartCount == 5, "magpie");
        // Its log is read within seconds of the monitor's clock, which stands still until then.
        var state = await host.UntilAsync(Magpie, state => state.Trouble is not null, Cancel);

        Assert.Equal("cache_not_writable", state.Trouble!.Code);
        Assert.Equal(
            "docker run --rm -v nim-cache:/c alpine chown -R 1000:1000 /c",
            Assert.Single(state.Trouble.Remedies).Command);
        for (var i = 0; i < 3; i++) await host.RoundWithNodeAsync(time, "magpie", Cancel);
        Assert.Equal(1, node.LogsRead);
        Assert.Contains($"--since {started.UtcDateTime:O} ", node.LogRead, StringComparison.Ordinal);

        // The owner has given the cache to user 1000, and it ends once more for another reason.
        node.Log("", "Error: out of memory");
        node.Containers(FakeNode.Container("magpie-tts", "restarting", started, restarts: 6));
        await UntilAsync(host, state => state.Container?.RestartCount == 6, "magpie");
        await host.UntilAsync(Magpie, state => state.Trouble is null, Cancel);
        Assert.Equal(2, node.LogsRead);
    }

    [Fact]
    public async Task Magpies_known_crash_is_recognised_also_where_docker_does_not_start_it_again()
    {
        var started = time.GetUtcNow().AddHours(-1);
        node.Log("bind  /home/u/.cache/nim", "Error: Permission denied (os error 13)");
        node.Containers(FakeNode.Container("magpie-tts", "exited", started, code: 1));
        await using var host = await StartAsync();

        await UntilAsync(host, state => state.Container?.Status == "exited", "magpie");
        var state = await host.UntilAsync(Magpie, state => state.Trouble is not null, Cancel);

        Assert.Equal(("cache_not_writable", "exited"), (state.Trouble!.Code, state.Container?.Status));
        Assert.Equal(
            "sudo chown -R 1000:1000 /home/u/.cache/nim", Assert.Single(state.Trouble.Remedies).Command);
        for (var i = 0; i < 3; i++) await host.RoundWithNodeAsync(time, "magpie", Cancel);
        Assert.Equal(1, node.LogsRead);
        Assert.Contains($"--since {started.UtcDateTime:O} ", node.LogRead, StringComparison.Ordinal);

        // It was started once more, and ended for another reason.
        node.Log("", "Error: out of memory");
        node.Containers(FakeNode.Container("magpie-tts", "exited", started.AddMinutes(50), code: 1));
        await UntilAsync(host, state => state.Container?.StartedAt == started.AddMinutes(50), "magpie");
        await host.UntilAsync(Magpie, state => state.Trouble is null, Cancel);
        Assert.Equal(2, node.LogsRead);
    }

    [Fact]
    public async Task A_node_that_runs_out_of_memory_is_warned_of_and_one_service_makes_room()
    {
        node.Containers(FakeNode.Container("parakeet-asr", "running", time.GetUtcNow().AddHours(-1)));
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        await using var host = await StartAsync(new() { Shed = "parakeet" });
        await UntilAsync(host, state => state.Verdict == Healthy);
        var actions = new HandOver(host.Redis, host.Redis.Keys.Actions);

        node.Memory(availableGib: 2);
        await Until.TrueAsync(() => RoundAsync(host, status => status.Warning is not null), "there is a warning");
        await Until.TrueAsync(async () => (await actions.WaitingAsync()).Count > 0, "the action is asked for");
        for (var i = 0; i < 5; i++) await host.RoundWithNodeAsync(time, "parakeet", Cancel);

        var action = Wire.Read<HealthAction>(Assert.Single(await actions.WaitingAsync()));
        Assert.Equal(("parakeet", ServiceVerb.Stop, "watchdog"), (action.Service, action.Verb, action.Source));
        Assert.Equal(host.Mirror.Value(Parakeet)!.N, action.DecidedOn);
        Assert.Equal(TimeSpan.FromSeconds(30), action.NotAfter - action.At);
        Assert.Contains("2.0 GiB", action.Reason, StringComparison.Ordinal);
        Assert.Single(host.Mirror.Value(Parakeet)!.Restarts);

        node.Memory(availableGib: 50);
        await Until.TrueAsync(() => RoundAsync(host, status => status.Warning is null), "the warning is over");
        // The state is written first, and its line after it.
        IReadOnlyList<ConnectivityEntry> lines = [];
        await Until.TrueAsync(
            async () => (lines = (await new ConnectivityLog(host.Redis, TimeProvider.System).ReadAsync(
                new() { Kinds = [ConnectivityKind.Warning] }, null, 10)).Entries).Count > 1,
            "its end is in the log");
        Assert.Equal([true, null], lines.Select(line => line.Ok));
        Assert.All(lines, line => Assert.Equal(("spark1", "spark1"), (line.Service, line.Node)));
        await AssertToldAsync(host, lines);
    }

    // Others are told of beginning and end, each once.
    private static async Task AssertToldAsync(MonitorHost host, IReadOnlyList<ConnectivityEntry> lines)
    {
        var waiting = new NoticeList(host.Redis).Waiting;
        List<Notice> told = [];
        await Until.TrueAsync(
            async () => (told = [.. (await waiting.WaitingAsync()).Select(Wire.Read<Notice>)
                .Where(notice => notice.Event == NoticeEvent.NodeWarning).OrderBy(notice => notice.At)])
                .Count >= lines.Count,
            "others are told of both");

        Assert.Equal(lines.Reverse().Select(line => line.Id), told.Select(notice => notice.Id));
        Assert.Equal(["Spark 1 may stop answering", "Spark 1 has memory again"], told.Select(notice => notice.Title));
        Assert.Equal([false, true], told.Select(notice => (bool)notice.Data["is_over"]!));
    }

    [Fact]
    public async Task While_memory_stays_low_it_is_asked_again_half_a_minute_later_until_it_gives_up()
    {
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        await using var host = await StartAsync(new() { Shed = "parakeet" });
        await UntilAsync(host, state => state.Verdict == Healthy);
        node.Memory(availableGib: 2);

        var state = await UntilAsync(host, state => state.Trouble is { Code: "gave_up" });

        Assert.Equal(3, state.Restarts.Count);
        Assert.All(state.Restarts.Zip(state.Restarts.Skip(1)), two => Assert.True(two.Second - two.First >= Half));
        Assert.Equal(3, (await new HandOver(host.Redis, host.Redis.Keys.Actions).WaitingAsync()).Count);
    }

    [Fact]
    public async Task Who_leads_next_goes_on_with_what_was_decided_before()
    {
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        await using var host = await MonitorHost.StartAsync(server);
        await SetUpAsync(host, new() { Shed = "parakeet" });
        var first = await host.AddMonitorAsync(time);
        await host.UntilAsync(Spark1, status => status.SampledAt is not null, Cancel);
        await UntilAsync(host, state => state.Verdict == Healthy);
        // The next one has looked at a service of which nothing was decided yet.
        var later = new FakeTimeProvider(time.GetUtcNow());
        var asked = parakeet.Asked("/health");
        await host.AddMonitorAsync(later);
        await Until.TrueAsync(() => parakeet.Asked("/health") > asked);
        node.Memory(availableGib: 2);
        var before = await UntilAsync(host, state => state.Trouble is { Code: "gave_up" });

        later.SetUtcNow(time.GetUtcNow());
        await first.StopAsync(Cancel);
        var after = await host.RoundAsync(later, "parakeet", Cancel);

        Assert.Equal(before.Restarts, after.Restarts);
        Assert.Equal("gave_up", after.Trouble?.Code);
    }

    [Fact]
    public async Task Who_leads_again_goes_on_with_the_warning_that_another_has_given_meanwhile()
    {
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        await using var host = await StartAsync();
        await host.RoundWithNodeAsync(time, "parakeet", Cancel);
        var lease = host.Redis.Keys.Lease("health");
        await host.Redis.Database.StringSetAsync(lease, "another");
        time.Advance(TimeSpan.FromSeconds(5));
        var warning = new NodeWarning("memory_low", "It is so.", time.GetUtcNow().AddMinutes(-1));
        await host.Store.WriteAsync(Spark1, host.Mirror.Value(Spark1)! with { Warning = warning });
        await host.UntilAsync(Spark1, status => status.Warning == warning, Cancel);
        node.Memory(availableGib: 2);

        await LeaseKeeper.ReleaseAsync(host.Redis, "health", "another");
        for (var i = 0; i < 5; i++) await host.RoundWithNodeAsync(time, "parakeet", Cancel);

        Assert.Equal(warning.Since, host.Mirror.Value(Spark1)!.Warning?.Since);
        Assert.Empty((await new ConnectivityLog(host.Redis, TimeProvider.System).ReadAsync(
            new() { Kinds = [ConnectivityKind.Warning] }, null, 10)).Entries);
    }

    [Fact]
    public async Task Without_a_service_to_shed_it_is_only_said()
    {
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        node.Memory(availableGib: 1);
        await using var host = await StartAsync();

        await Until.TrueAsync(() => RoundAsync(host, status => status.Warning is not null), "there is a warning");
        await host.RoundWithNodeAsync(time, "parakeet", Cancel);

        Assert.Empty(await new HandOver(host.Redis, host.Redis.Keys.Actions).WaitingAsync());
    }

    [Fact]
    public async Task After_three_in_half_an_hour_the_watchdog_gives_up_and_says_so()
    {
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        await using var host = await MonitorHost.StartAsync(server);
        var before = time.GetUtcNow();
        await new StateStore(host.Redis, time).WriteAsync(Parakeet, new()
        {
            Name = "parakeet",
            Verdict = Healthy,
            Since = before,
            N = 3,
            BaseUrl = $"http://127.0.0.1:{port}",
            Restarts = [before.AddMinutes(-20), before.AddMinutes(-10), before.AddMinutes(-5)]
        });
        await SetUpAsync(host, new() { Shed = "parakeet" });
        node.Memory(availableGib: 2);
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Spark1, status => status.SampledAt is not null, Cancel);

        var state = await UntilAsync(host, state => state.Trouble is not null);

        Assert.Equal(("gave_up", 3), (state.Trouble!.Code, state.Restarts.Count));
        var notices = new NoticeList(host.Redis).Waiting;
        await Until.TrueAsync(
            async () => (await notices.WaitingAsync())
                .Count(notice => notice.Contains("asked to stop 3 times", StringComparison.Ordinal)) == 1,
            "somebody is told");
        Assert.Empty(await new HandOver(host.Redis, host.Redis.Keys.Actions).WaitingAsync());
    }

    private async Task<MonitorHost> StartAsync(WatchdogSettings? watchdog = null)
    {
        var host = await MonitorHost.StartAsync(server);
        await SetUpAsync(host, watchdog);
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Spark1, status => status.SampledAt is not null, Cancel);
        return host;
    }

    private Task SetUpAsync(MonitorHost host, WatchdogSettings? watchdog) => host.SetUpAsync(settings => settings with
    {
        Spark1 = node.Settings,
        Parakeet = new() { Container = "parakeet-asr", Port = port },
        Magpie = new() { Container = "magpie-tts", Port = FreePort.Next() },
        Watchdog = watchdog ?? new()
    });

    private async Task<bool> RoundAsync(MonitorHost host, Func<NodeStatus, bool> isWanted)
    {
        await host.RoundWithNodeAsync(time, "parakeet", Cancel);
        return isWanted(host.Mirror.Value(Spark1)!);
    }

    private async Task<ServiceState> UntilAsync(
        MonitorHost host, Func<ServiceState, bool> isWanted, string service = "parakeet")
    {
        for (var round = 0; round < 60; round++)
        {
            if (await host.RoundWithNodeAsync(time, service, Cancel) is var state && isWanted(state)) return state;
        }

        throw new TimeoutException($"It never came to that: {Wire.Write(host.Mirror.Value(States.Service(service))!)}");
    }

    private static (ServiceVerdict, bool) Verdict(ServiceState state) => (state.Verdict, state.Planned);

    private ServiceAction Action(DateTimeOffset? ended) => new()
    {
        Id = "a-1",
        Service = "parakeet",
        Verb = ServiceVerb.Stop,
        Phase = ended is null ? ActionPhase.Running : ActionPhase.Done,
        Source = "page",
        RequestedAt = time.GetUtcNow(),
        EndedAt = ended
    };
}
