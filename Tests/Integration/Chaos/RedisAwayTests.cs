using System.Diagnostics;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>Redis goes away while a swap loads.</summary>
[Collection(ChaosCollection.Name)]
public sealed class RedisAwayTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_swap_outlives_a_kill_of_Redis_and_nothing_acknowledged_is_lost()
    {
        var launches = rig.Pair.Head.Launches.Count;
        await using var panel = await rig.PanelAsync();
        var id = await panel.BeginAsync("qwen36");
        await panel.SwapIsAsync(swap => swap.Step >= LoadStep.Weights, "loads its weights");
        var acknowledged = await StoredAsync(id);

        await rig.Redis.KillAsync();
        await rig.Redis.StartAsync();

        await panel.EndsAsync(id);
        await SwapProof.ServesAsync(rig, panel, id, launches);
        Assert.NotEmpty(acknowledged);
        Assert.Equal(acknowledged, (await SwapProof.ReadAsync(panel, id)).Take(acknowledged.Count));
    }

    [Fact]
    public async Task A_swap_outlives_a_Redis_that_stands_still_for_fifteen_seconds()
    {
        var launches = rig.Pair.Head.Launches.Count;
        await using var panel = await rig.PanelAsync();
        await using var monitor = await rig.MonitorAsync();
        var id = await panel.BeginAsync("gemma4");
        await panel.SwapIsAsync(swap => swap.Id == id && swap.Step is not null, "loads");

        var slowest = await WhileFrozenAsync(() => SlowestAnswerAsync(panel));

        var took = await Moment.WhenAsync(
            async () => await panel.SwapAsync() is { IsActive: false }, "the swap has ended");
        output.WriteLine(
            $"Slowest GET {slowest.TotalMilliseconds:0} ms; ended {took.TotalSeconds:0.0} s after the thaw");
        await SwapProof.ServesAsync(rig, panel, id, launches);
        Assert.Equal("Healthy", await monitor.Http.GetStringAsync("/alive", TestContext.Current.CancellationToken));
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"A GET of state took {slowest}.");
    }

    private async Task<TimeSpan> WhileFrozenAsync(Func<Task<TimeSpan>> act)
    {
        rig.Redis.Freeze();
        try
        {
            return await act();
        }
        finally
        {
            rig.Redis.Thaw();
        }
    }

    // State is answered from memory all the while.
    private static async Task<TimeSpan> SlowestAnswerAsync(PanelProcess panel)
    {
        var (start, slowest) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        while (Stopwatch.GetElapsedTime(start) < Frozen)
        {
            var asked = Stopwatch.GetTimestamp();
            await panel.StatusAsync();
            var took = Stopwatch.GetElapsedTime(asked);
            slowest = took > slowest ? took : slowest;
        }

        return slowest;
    }

    private async Task<List<LogLine>> StoredAsync(string id)
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        return [.. (await new LogStore(redis).ReadAsync(id, 1)).Lines];
    }
}
