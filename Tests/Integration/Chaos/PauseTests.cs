using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>
/// A driver that stands still for longer than its lease, and wakes when another one has finished its work.
/// </summary>
public sealed class PauseTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<SwapPhase> Phases() =>
        ChaosRig.IsLong ? [SwapPhase.Stopping, SwapPhase.Launching, SwapPhase.Loading]
            : [SwapPhase.Launching, SwapPhase.Loading];

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task A_driver_that_wakes_up_late_does_no_harm(SwapPhase phase)
    {
        var launches = rig.Pair.Head.Launches.Count;
        await using var sleeper = await rig.PanelAsync();
        await Moment.WhenAsync(sleeper.DrivesAsync, "the first one drives");
        await using var other = await rig.PanelAsync();
        var id = await other.BeginAsync("qwen36");
        await sleeper.SwapIsAsync(swap => swap.Id == id && swap.Phase >= phase, $"is {phase}");

        sleeper.Pause();
        var asleep = Task.Delay(Sleep, Cancel);
        var took = await Moment.WhenAsync(other.DrivesAsync, "the other one drives");
        await other.EndsAsync(id);
        await asleep;
        var before = await SeenAsync(id);
        sleeper.Resume();
        await HasSaidTwiceThatItLivesAsync(sleeper);

        output.WriteLine($"{phase}: taken over after {took.TotalSeconds:0.0} s");
        Assert.Equal(before, await SeenAsync(id));
        Assert.False(await sleeper.DrivesAsync());
        Assert.Equal(SwapPhase.Ready, (await sleeper.SwapAsync())!.Phase);
        await SwapProof.ServesAsync(rig, other, id, launches);
    }

    // What a late writer could change: the epochs, docker, the swap's state and its log.
    private async Task<string> SeenAsync(string id)
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        var nodes = await Task.WhenAll(rig.Pair.Nodes.Select(async node =>
            $"{await ChaosRig.EpochAsync(node)} {string.Join(',', node.Docker.Containers.Select(c => c.Id))} {node.Launches.Count}"));
        return string.Join('\n', [
            .. nodes,
            $"{await redis.Database.StringGetAsync(redis.Keys.State("swap"))}",
            $"{await redis.Database.HashGetAsync(redis.Keys.LogMeta(id), "next")}",
            $"{await redis.Database.StringGetAsync(redis.Keys.Lease("cluster"))}"
        ]);
    }

    // Every 10 s it says that it lives: by the second time, all that was left over from before its sleep has run.
    private async Task HasSaidTwiceThatItLivesAsync(PanelProcess panel)
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        var server = redis.Database.Multiplexer.GetServers()[0];
        // What it said before its sleep may have expired.
        var keys = $"{redis.Keys.Instance("control-api", "")}*-{panel.Id}-*";
        async Task<bool> IsFreshAsync() => server.Keys(pattern: keys).ToList() is [var key]
            && await redis.Database.KeyTimeToLiveAsync(key) > TimeSpan.FromSeconds(29);

        await Moment.WhenAsync(IsFreshAsync, "it says that it lives");
        await Moment.WhenAsync(async () => !await IsFreshAsync(), "time passes");
        await Moment.WhenAsync(IsFreshAsync, "it says again that it lives");
    }
}
