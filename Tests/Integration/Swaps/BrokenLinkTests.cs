using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Connections that break while a swap runs: it goes on, and no line is lost or doubled.</summary>
public sealed class BrokenLinkTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_come_once_each_and_in_order_through_cut_connections()
    {
        const int Lines = 6_000;
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        var floods = Task.WhenAll(cockpit.Pair.Nodes.Select(node => node.FloodLogAsync("vllm_node", Lines / 2, rate: 1_000, cancel: Cancel)));
        for (var seen = 500; seen < Lines; seen += 1_000)
        {
            await Until.TrueAsync(async () => (await cockpit.LinesAsync(id)).Count >= seen, $"{seen} lines are stored");
            cockpit.HeadSsh.DropConnections();
            cockpit.WorkerSsh.DropConnections();
        }

        await floods;
        foreach (var node in cockpit.Pair.Nodes)
        {
            var written = await Cockpit.DockerLinesAsync(node);
            await Until.TrueAsync(async () => (await cockpit.LinesAsync(id, node.Name)).Count >= written.Count, $"all lines of {node.Name} are stored");
            Assert.Equal(written, await cockpit.LinesAsync(id, node.Name));
        }

        await cockpit.CancelAsync(id);
        cockpit.RemainsAreTrue(await cockpit.EndOfAsync(id));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task A_connection_that_is_cut_at_every_phase_and_step_changes_nothing(string era)
    {
        await cockpit.ResetAsync(era);
        var id = await cockpit.BeginAsync(Cluster);
        var stages = 0;

        var swap = await cockpit.UntilSwapAsync(id, swap =>
        {
            if (swap.Stages.Count > stages)
            {
                stages = swap.Stages.Count;
                cockpit.HeadSsh.DropConnections();
                cockpit.WorkerSsh.DropConnections();
            }

            return swap.Phase == SwapPhase.Ready;
        });

        Assert.True(stages >= 5);
        Assert.Single(cockpit.Head.Launches);
        Assert.All(cockpit.Pair.Nodes, node => Assert.Single(node.Lives));
        cockpit.RemainsAreTrue(swap);
        await cockpit.NoLineIsLostAsync(swap);
    }

    [Fact]
    public async Task A_model_that_got_ready_while_the_head_could_not_be_reached_is_ready_when_it_can()
    {
        await cockpit.ResetAsync();
        var id = await cockpit.BeginAsync(Solo);
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Loading);

        await Cockpit.WithoutAsync(cockpit.HeadSsh, async () =>
        {
            await Until.TrueAsync(
                async () => (await Cockpit.DockerLinesAsync(cockpit.Head)).Any(line => line.Contains("startup complete", StringComparison.Ordinal)), "it serves");
            Assert.Equal(SwapPhase.Loading, cockpit.Swap!.Phase);
        });
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        cockpit.RemainsAreTrue(swap);
        await cockpit.NoLineIsLostAsync(swap);
    }

    [Fact]
    public async Task A_launch_under_way_when_the_head_is_cut_off_is_taken_up_and_not_begun_again()
    {
        await cockpit.ResetAsync();
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Launching);
        await Until.TrueAsync(() => cockpit.Head.Lives.Count > 0, "the launcher is at work");

        await Cockpit.WithoutAsync(
            cockpit.HeadSsh, () => Until.TrueAsync(() => cockpit.Head.Launches.Count > 0, "the launcher went on by itself"));
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        Assert.Single(cockpit.Head.Launches);
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task A_spark_that_is_cut_off_during_a_cancel_is_called_unknown_and_the_other_is_emptied()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        await Cockpit.WithoutAsync(cockpit.WorkerSsh, async () =>
        {
            await cockpit.CancelAsync(id);
            await cockpit.EndOfAsync(id);
        });

        var swap = cockpit.Swap!;
        Assert.Equal(SwapPhase.Cancelled, swap.Phase);
        Assert.Equal(["empty", "unknown"], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap, "spark2");
    }
}
