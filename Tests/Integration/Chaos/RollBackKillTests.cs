using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>
/// The panel is killed around the end of a load that fails: the good model is loaded again once all the same.
/// </summary>
public sealed class RollBackKillTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private const string Good = "qwen36", Bad = "gemma4";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, ChaosRig.IsLong ? 20 : 2)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_failed_load_whose_driver_was_killed_is_answered_once(int seed)
    {
        int launches;
        string id;
        await using (var first = await rig.PanelAsync())
        {
            await first.EndsAsync(await first.BeginAsync(Good));
            launches = rig.Pair.Head.Launches.Count;
            rig.Pair.Scenarios.SetNext(ScenarioKind.OutOfMemory);
            id = await first.BeginAsync(Bad);
            await first.SwapIsAsync(swap => swap.Phase == SwapPhase.Failed || swap.RollsBack == id, "has failed");
            // Into the removal, the moment between, or the way back.
            await Task.Delay(new Random(seed).Next(2500), Cancel);
            await first.KillAsync();
        }

        await using var second = await rig.PanelAsync();
        var back = await second.SwapIsAsync(
            swap => swap.RollsBack == id && !swap.IsActive, "is the way back, and has ended");

        output.WriteLine($"Killed in {seed}; back after {back.EndedAt - back.RequestedAt}");
        Assert.Equal((SwapPhase.Ready, Good), (back.Phase, back.Model));
        await SwapProof.ServesAsync(rig, second, back.Id, launches + 1);
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        var ids = (await redis.Database.ListRangeAsync(redis.Keys.Swaps)).Select(raw => Wire.Read<SwapState>(raw!))
            .Select(swap => (swap.Id, swap.RolledBackTo?.Swap)).ToList();
        Assert.Equal((back.Id, null), ids[0]);
        Assert.Equal((id, back.Id), ids[1]);
    }
}
