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
    [InlineData(Solo)]
    [InlineData(Cluster)]
    public async Task Connections_that_drop_among_the_weights_cost_neither_the_load_nor_a_line(string model)
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.SshDrops);

        var swap = await cockpit.SwapAsync(model);

        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Code));
        Assert.Single(cockpit.Head.Launches);
        // A model that is ready does not wait for the next connection to a worker that has no part in it.
        var isCut = swap.Nodes.Any(node => node is { Node: "spark2", Remains: NodeRemains.Unknown });
        cockpit.RemainsAreTrue(swap, isCut && model == Solo ? ["spark2"] : []);
        await cockpit.NoLineIsLostAsync(swap, cut: "spark2");
    }

    // Lost by the test and not by the load: a busy panel may not have heard of the load by then.
    [Theory]
    [InlineData(NodeState.Untrusted)]
    [InlineData(NodeState.Down)]
    public async Task A_model_whose_spark_is_lost_while_it_loads_is_ready_when_it_answers(NodeState link)
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Slow);

        var id = await cockpit.BeginAsync(Solo);
        await UntilItLoadsAsync(id);
        var reached = DateTimeOffset.UtcNow;
        if (link == NodeState.Untrusted) await cockpit.HeadSsh.SwapHostKeyAsync();
        else cockpit.HeadSsh.FallSilent();
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Code));
        Assert.Equal([NodeRemains.Serving, NodeRemains.Empty], swap.Nodes.Select(node => node.Remains));
        Assert.Single(cockpit.Head.Launches);
        cockpit.RemainsAreTrue(swap);
        await cockpit.NoLineIsLostAsync(swap, awaySince: reached);
        await cockpit.UntilAsync(States.Driver, driver => driver.Links["spark1"].State == link);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task A_connection_that_is_cut_at_every_phase_and_step_changes_nothing(string era)
    {
        await cockpit.ResetAsync(era);
        var undisturbed = await cockpit.SwapAsync(Cluster);
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

        Assert.Equal(StagesOf(undisturbed), StagesOf(swap));
        Assert.Single(cockpit.Head.Launches);
        Assert.All(cockpit.Pair.Nodes, node => Assert.Single(node.Lives));
        cockpit.RemainsAreTrue(swap);
        // A model that is ready does not wait for the worker's next connection.
        await cockpit.NoLineIsLostAsync(swap, cut: "spark2");
    }

    [Fact]
    public async Task A_model_that_got_ready_while_the_head_could_not_be_reached_is_ready_when_it_can()
    {
        await cockpit.ResetAsync();
        var id = await cockpit.BeginAsync(Solo);
        await UntilItLoadsAsync(id);

        var cut = DateTimeOffset.UtcNow;
        await Cockpit.WithoutAsync(cockpit.HeadSsh, async () =>
        {
            await Until.TrueAsync(
                async () => (await Cockpit.DockerLinesAsync(cockpit.Head)).Any(line => line.Contains("startup complete", StringComparison.Ordinal)), "it serves");
            Assert.Equal(SwapPhase.Loading, cockpit.Swap!.Phase);
        });
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        cockpit.RemainsAreTrue(swap);
        // A model that answers may be ready before the line that says so has come.
        await cockpit.NoLineIsLostAsync(swap, awaySince: cut);
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
        Assert.Equal([NodeRemains.Empty, NodeRemains.Unknown], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap, "spark2");
    }

    // The first step may be said in another file than the next ones, which come first when that one is cut off.
    private static IEnumerable<string> StagesOf(SwapState swap) =>
        swap.Stages.Where(stage => stage.Step != LoadStep.Distribute).Select(stage => $"{stage.Phase} {stage.Step}");

    // With words of the launcher and of the container stored, of which nothing more comes once the head is away.
    private async Task UntilItLoadsAsync(string id)
    {
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Loading);
        await Until.TrueAsync(
            async () => (await cockpit.LinesAsync(id, "spark1")).Count > 0, "what the container says comes");
        await Until.TrueAsync(
            async () => (await cockpit.LinesAsync(id, LogLine.Launcher)).Count > 0, "what the launcher says comes");
    }
}
