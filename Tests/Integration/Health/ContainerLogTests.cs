using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>What a container has printed last is kept when its service goes down.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ContainerLogTests(RedisFixture server) : IClassFixture<RedisFixture>, IDisposable
{
    private static readonly StateKey<ServiceState> Parakeet = States.Service("parakeet");

    private readonly FakeNode node = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly int port = FreePort.Next();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => node.Dispose();

    [Fact]
    public async Task A_container_that_has_crashed_leaves_its_last_lines_once()
    {
        await using var host = await StartAsync();
        await AnswerAsync(host);
        node.Words(time.GetUtcNow(), "Traceback (most recent call last):", "\u001b[31mRuntimeError: CUDA\u001b[0m");

        var down = await CrashAsync(host);

        await KeptAsync(host, 1);
        for (var i = 0; i < 3; i++) await host.RoundWithNodeAsync(time, "parakeet", Cancel);
        var log = Assert.Single(await LogsAsync(host));
        Assert.Equal(
            ($"parakeet:{down.N}", "parakeet", "spark1", "parakeet-asr"),
            (log.Change, log.Service, log.Node, log.Container));
        Assert.Equal(
            ["Traceback (most recent call last):", "RuntimeError: CUDA"], log.Lines.Select(line => line.Text));
        Assert.True(log.ReadAt >= down.Since);
        Assert.Equal(1, node.WordsRead);
    }

    [Fact]
    public async Task A_container_that_is_gone_leaves_none_and_is_asked_for_once()
    {
        await using var host = await StartAsync();
        await AnswerAsync(host);

        node.Containers();
        var down = await UntilAsync(host, state => state.Verdict != Healthy);
        await Until.TrueAsync(() => node.WordsRead > 0, "its log was looked for");
        for (var i = 0; i < 5; i++) await host.RoundWithNodeAsync(time, "parakeet", Cancel);

        Assert.False(down.Planned);
        Assert.Equal(1, node.WordsRead);
        Assert.Empty(await LogsAsync(host));
    }

    [Fact]
    public async Task A_docker_that_is_silent_is_asked_again()
    {
        await using var host = await StartAsync();
        await AnswerAsync(host);
        node.WordsFail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock");

        await CrashAsync(host);
        await Until.TrueAsync(() => node.WordsRead > 0, "its log was looked for");
        node.Words(time.GetUtcNow(), "at last");
        await Until.TrueAsync(
            async () =>
            {
                await host.RoundWithNodeAsync(time, "parakeet", Cancel);
                return (await LogsAsync(host)).Count > 0;
            },
            "its lines are kept");

        Assert.Equal("at last", Assert.Single(Assert.Single(await LogsAsync(host)).Lines).Text);
    }

    [Fact]
    public async Task A_standby_reads_nothing_and_who_leads_next_reads_only_what_was_not_read()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await SetUpAsync(host);
        var first = await host.AddMonitorAsync(time);
        await host.UntilAsync(States.Node("spark1"), status => status.SampledAt is not null, Cancel);
        var later = new FakeTimeProvider(time.GetUtcNow());
        await host.AddMonitorAsync(later);
        await AnswerAsync(host);
        node.Words(time.GetUtcNow(), "the first");
        await CrashAsync(host);
        await KeptAsync(host, 1);
        Assert.Equal(1, node.WordsRead);

        // The leader has written one more change, and dies before it comes to its log: it frees nothing at its end.
        await host.Redis.Database.StringSetAsync(host.Redis.Keys.Lease("health"), "dead");
        await first.StopAsync(Cancel);
        node.Words(time.GetUtcNow(), "the second");
        await WrittenByTheDeadAsync(host, "magpie");
        later.SetUtcNow(time.GetUtcNow());
        await Until.TrueAsync(
            async () =>
            {
                later.Advance(TimeSpan.FromMilliseconds(200));
                return (await LogsAsync(host)).Count > 1;
            },
            "the next one has read it");

        Assert.Equal(
            ["magpie the second", "parakeet the first"],
            (await LogsAsync(host)).Select(log => $"{log.Service} {Assert.Single(log.Lines).Text}").Order());
        Assert.Equal(2, node.WordsRead);
    }

    private async Task WrittenByTheDeadAsync(MonitorHost host, string service)
    {
        var key = host.Redis.Keys.Lease("health");
        await host.Redis.Database.StringSetAsync(key, "dead");
        var before = (await host.Store.ReadAsync(States.Service(service)))!.Value;
        var down = before with { Verdict = Unhealthy, Since = time.GetUtcNow(), N = before.N + 1, Planned = false };
        var written = await new ConnectivityLog(host.Redis, time).WriteAsync(
            down, ConnectivityEntry.Transition(Healthy, down, "spark1"),
            new(key, "dead", 0, new(), TimeProvider.System));
        Assert.Equal(TransitionOutcome.Written, written);
        await host.Redis.Database.KeyDeleteAsync(key);
    }

    private async Task<MonitorHost> StartAsync()
    {
        var host = await MonitorHost.StartAsync(server);
        await SetUpAsync(host);
        await host.AddMonitorAsync(time);
        return host;
    }

    private Task SetUpAsync(MonitorHost host) => host.SetUpAsync(settings => settings with
    {
        Spark1 = node.Settings,
        Parakeet = new() { Container = "parakeet-asr", Port = port },
        Magpie = new() { Container = "magpie-tts", Port = FreePort.Next() }
    });

    // It is up for a while, and nobody answers any more when this ends.
    private async Task AnswerAsync(MonitorHost host)
    {
        await host.UntilAsync(States.Node("spark1"), status => status.SampledAt is not null, Cancel);
        node.Containers(FakeNode.Container("parakeet-asr", "running", time.GetUtcNow().AddHours(-1)));
        await using var parakeet = await FakeService.StartAsync(port, ("/health", 200, "{}"));
        await UntilAsync(host, state => state is { Verdict: Healthy, Container.Status: "running" });
    }

    private Task<ServiceState> CrashAsync(MonitorHost host)
    {
        node.Containers(FakeNode.Container("parakeet-asr", "exited", time.GetUtcNow().AddHours(-1), code: 1));
        return UntilAsync(host, state => state.Verdict == Unhealthy);
    }

    private static Task KeptAsync(MonitorHost host, int count) => Until.TrueAsync(
        async () => (await LogsAsync(host)).Count == count, $"{count} logs are kept");

    private static async Task<IReadOnlyList<LogBeside>> LogsAsync(MonitorHost host)
    {
        var store = new ContainerLogStore(host.Redis);
        var entries = (await store.ChangesAsync()).Select(change => new ConnectivityEntry
        {
            Id = change,
            At = DateTimeOffset.UnixEpoch,
            Kind = ConnectivityKind.Transition,
            Service = change.Split(':')[0]
        });
        return await store.OfAsync(
            new() { Id = "i-1", Begin = DateTimeOffset.UnixEpoch, Services = [], Entries = [.. entries] });
    }

    private async Task<ServiceState> UntilAsync(MonitorHost host, Func<ServiceState, bool> isWanted)
    {
        for (var round = 0; round < 60; round++)
        {
            if (await host.RoundWithNodeAsync(time, "parakeet", Cancel) is var state && isWanted(state)) return state;
        }

        throw new TimeoutException($"It never came to that: {Wire.Write(host.Mirror.Value(Parakeet)!)}");
    }
}
