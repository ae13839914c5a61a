using System.Diagnostics;
using System.Net;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Standalone;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>The panel of one process, its Redis inside it, is killed and started again.</summary>
[Collection(ChaosCollection.Name)]
public sealed class StandaloneKillTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static readonly TimeSpan True = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_panel_killed_in_mid_swap_takes_it_up_and_knows_within_six_seconds_what_is_true()
    {
        var launches = rig.Pair.Head.Launches.Count;
        string id;
        await using (var first = await rig.StandaloneAsync())
        {
            id = await first.BeginAsync("qwen36");
            await first.SwapIsAsync(swap => swap.Step >= LoadStep.Weights, "loads its weights");
            await first.KillAsync();
        }

        var start = Stopwatch.GetTimestamp();
        await using (var second = await rig.StandaloneAsync())
        {
            await Moment.WhenAsync(second.DrivesAsync, "the panel drives again");
            var drives = Stopwatch.GetElapsedTime(start);
            await second.EndsAsync(id);
            await SwapProof.ServesAsync(rig, second, id, launches);
            await second.KillAsync();

            output.WriteLine($"Drives {drives.TotalSeconds:0.0} s after its start");
            Assert.True(drives < True, $"It drove {drives} after its start.");
        }

        await rig.Pair.Head.ShellAsync("docker rm -f vllm_node", Cancel);
        start = Stopwatch.GetTimestamp();
        await using (var third = await rig.StandaloneAsync())
        {
            await Moment.WhenAsync(
                async () => (string?)(
                    await third.StatusAsync())["services"]!["vllm"]?["verdict"] is "stopped" or "unhealthy",
                "the model is seen gone");
            var seen = Stopwatch.GetElapsedTime(start);

            output.WriteLine($"True {seen.TotalSeconds:0.0} s after its start");
            Assert.True(seen < True, $"It knew {seen} after its start.");
        }

        await NothingWaitsAsync();
    }

    [Fact]
    public async Task A_cancel_that_was_answered_is_kept_by_the_panel_that_is_started_after_a_kill()
    {
        string id;
        await using (var first = await rig.StandaloneAsync())
        {
            id = await first.BeginAsync("gemma4");
            await first.SwapIsAsync(swap => swap.Id == id && swap.Phase == SwapPhase.Loading, "loads");
            using var answer = await first.Http.PostAsync($"/api/swap/{id}/cancel", null, Cancel);
            await first.KillAsync();
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        await using (var second = await rig.StandaloneAsync())
        {
            var swap = await second.EndsAsync(id);
            Assert.Equal(SwapPhase.Cancelled, swap.Phase);
            Assert.All(rig.Pair.Nodes, node => Assert.Null(node.Docker.Find("vllm_node")));
        }
    }

    private async Task NothingWaitsAsync()
    {
        await using var data = StandaloneProcess.Start(rig.Data, "--redis");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await data.SaysAsync("Redis:", Cancel));
        var requests = new Keys("default").Requests;
        Assert.Equal(0, await redis.GetDatabase().ListLengthAsync(requests));
        Assert.Equal(0, await redis.GetDatabase().ListLengthAsync(Keys.Taken(requests)));
    }
}
