using System.Net;
using System.Net.Http.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>The process that drives a swap is killed, and the next one takes the swap up.</summary>
public sealed class KillTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static readonly string[] Models = ["qwen36", "qwen2.5-72b", "gemma4", "qwen3-vl"];

    // What is cancelled is cleared: a swap is at work in this phase too.
    private static readonly SwapPhase[] Phases =
        [SwapPhase.Preflight, SwapPhase.Stopping, SwapPhase.Launching, SwapPhase.Loading, SwapPhase.Cancelled];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, ChaosRig.IsLong ? 20 : 5)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_swap_whose_driver_was_killed_ends_in_the_true_state_with_each_line_once(int seed)
    {
        var random = new Random(seed);
        var phase = Phases[seed % Phases.Length];
        foreach (var node in rig.Pair.Nodes) node.InstallLauncher(seed % 2 == 1 ? "a" : "c");
        var launches = 0;
        string id;
        await using (var first = await rig.PanelAsync())
        {
            launches = rig.Pair.Head.Launches.Count;
            id = await first.BeginAsync(await OtherModelAsync(first));
            if (phase == SwapPhase.Cancelled) await CancelAsync(first, id);
            else await first.SwapIsAsync(swap => swap.Id == id && swap.Phase >= phase, $"is {phase}");
            // The moment within the phase is what the seed is for.
            var within = phase switch { SwapPhase.Loading => 3000, SwapPhase.Cancelled => 500, _ => 1000 };
            await Task.Delay(random.Next(within), TestContext.Current.CancellationToken);
            await first.KillAsync();
        }

        await using var second = await rig.PanelAsync();
        var took = await Moment.WhenAsync(second.DrivesAsync, "the next one drives");
        var ended = await second.EndsAsync(id);

        output.WriteLine($"{phase}, {ended.Model}: drives after {took.TotalSeconds:0.0} s, ended {ended.EndedAt - ended.RequestedAt}");
        if (phase == SwapPhase.Cancelled) IsCleared(ended);
        else await SwapProof.ServesAsync(rig, second, id, launches);
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        Assert.Equal(0, await redis.Database.ListLengthAsync(redis.Keys.Requests));
        Assert.Equal(0, await redis.Database.ListLengthAsync(Keys.Taken(redis.Keys.Requests)));
    }

    private static async Task CancelAsync(PanelProcess panel, string id)
    {
        await panel.SwapIsAsync(swap => swap.Id == id && swap.Phase >= SwapPhase.Loading, "loads");
        using var answer =
            await panel.Http.PostAsJsonAsync($"/api/swap/{id}/cancel", new { }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var swap = await panel.SwapIsAsync(swap => swap.Phase == SwapPhase.Cancelled, "is cancelled");
        Assert.True(swap.IsActive, "It is still being cleared.");
    }

    private void IsCleared(SwapState ended)
    {
        Assert.Equal((SwapPhase.Cancelled, null), (ended.Phase, ended.Failure));
        Assert.All(ended.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
        Assert.All(rig.Pair.Nodes, node => Assert.Null(node.Docker.Find("vllm_node")));
    }

    private static async Task<string> OtherModelAsync(PanelProcess panel)
    {
        var present = (await panel.SwapAsync())?.Model;
        return Models[(Array.IndexOf(Models, present) + 1) % Models.Length];
    }
}
