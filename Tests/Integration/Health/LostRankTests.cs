using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Simulator;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A model on both Sparks, of which one loses its part without a word.</summary>
public sealed class LostRankTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private static readonly StateKey<ServiceState> Vllm = States.Service("vllm");

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    /// <summary>
    /// A later swap that was refused before anything was touched, if there was one, and whether the monitor was there
    /// before it.
    /// </summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_rank_that_is_gone_from_its_container_is_seen_by_the_gpu_of_its_spark(bool refused, bool before)
    {
        await LaunchRanksAsync();
        await LogSaysAsync("Application startup complete.");
        await using var host = await MonitorHost.StartAsync(server);
        await host.Store.WriteAsync(
            States.Settings,
            new EffectiveSettings
            {
                PanelId = "p",
                Spark1 = Spark(Head),
                Spark2 = Spark(Pair.Worker),
                VllmPort = Pair.VllmPort,
                Canary = false
            });
        await LoadedAsync(host);
        if (before) await WellAsync(host);
        if (refused) await host.Store.WriteAsync(States.Swap, Refused());
        if (!before) await WellAsync(host);
        for (var i = 0; i < 4; i++) Assert.Equal(Healthy, (await RoundAsync(host)).Verdict);

        Assert.True(Pair.LoseRank());

        var state = await UntilAsync(host, state => state.Verdict != Healthy);
        Assert.Equal((Unhealthy, "worker_gone"), (state.Verdict, state.Trouble?.Code));
        var worker = host.Mirror.Value(States.Node("spark2"))!.Sample!.Containers!;
        Assert.Equal("running", worker.Single(container => container.Name == "vllm_node").Status);
    }

    // As ControlApi leaves it behind.
    private async Task LoadedAsync(MonitorHost host)
    {
        var load = Swap("loaded", SwapPhase.Preflight, SwapPhase.Stopping, SwapPhase.Loading, SwapPhase.Ready);
        await host.Store.WriteAsync(States.Swap, load);
        await host.Redis.Database.ListLeftPushAsync(host.Redis.Keys.Swaps, Wire.Write(load));
    }

    private SwapState Refused() => Swap("refused", SwapPhase.Preflight, SwapPhase.Failed);

    private SwapState Swap(string id, params SwapPhase[] phases) => new()
    {
        Id = id,
        Kind = SwapKind.Load,
        Model = Model,
        Phase = phases[^1],
        RequestedAt = time.GetUtcNow(),
        EndedAt = time.GetUtcNow(),
        Stages = [.. phases.Select(phase => new StageStart(phase, null, time.GetUtcNow()))],
        Run = new()
        {
            Model = new()
            {
                Key = Model,
                Name = Model,
                Repo = Model,
                Source = ModelSource.Bundled,
                Nodes = ModelNodes.Cluster,
                Settings = new(),
                BundledSettings = new()
            }
        }
    };

    private async Task WellAsync(MonitorHost host)
    {
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Vllm, state => state.Verdict == Healthy, Cancel);
    }

    private async Task<ServiceState> RoundAsync(MonitorHost host)
    {
        var state = await host.RoundWithNodeAsync(time, "vllm", Cancel);
        var (now, node) = (time.GetUtcNow(), States.Node("spark2"));
        await host.UntilAsync(node, _ => host.Mirror.Get(node)!.ObservedAt >= now, Cancel);
        return state;
    }

    private async Task<ServiceState> UntilAsync(MonitorHost host, Func<ServiceState, bool> isWanted)
    {
        for (var round = 0; round < 20; round++)
        {
            if (await RoundAsync(host) is var state && isWanted(state)) return state;
        }

        throw new TimeoutException($"It never came to that: {Wire.Write(host.Mirror.Value(Vllm)!)}");
    }

    private static SparkSettings Spark(SimulatedNode node) => new()
    {
        Name = node.Name,
        Host = "127.0.0.1",
        Local = new() { Environment = node.Environment }
    };
}
