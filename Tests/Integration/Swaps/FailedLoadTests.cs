using SparkControl.Contracts;
using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Loads that fail on the nodes: each ends with its cause, and with what it left told truly.</summary>
public sealed class FailedLoadTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";

    [Theory]
    [InlineData("a", Cluster, ScenarioKind.OutOfMemory, "out_of_memory")]
    [InlineData("b", Cluster, ScenarioKind.OutOfMemory, "out_of_memory")]
    [InlineData("c", Cluster, ScenarioKind.OutOfMemory, "out_of_memory")]
    [InlineData("b", Solo, ScenarioKind.OutOfMemory, "out_of_memory")]
    [InlineData("a", Cluster, ScenarioKind.WorkerDies, "worker_lost")]
    [InlineData("b", Cluster, ScenarioKind.WorkerDies, "worker_lost")]
    [InlineData("c", Cluster, ScenarioKind.WorkerDies, "interconnect")]
    [InlineData("a", Solo, ScenarioKind.PortTaken, "port_in_use")]
    [InlineData("b", Solo, ScenarioKind.PortTaken, "port_in_use")]
    [InlineData("c", Solo, ScenarioKind.PortTaken, "port_in_use")]
    [InlineData("a", Solo, ScenarioKind.Gated, "gated")]
    [InlineData("b", Solo, ScenarioKind.Gated, "gated")]
    [InlineData("c", Solo, ScenarioKind.Gated, "gated")]
    [InlineData("a", Solo, ScenarioKind.UnknownArgument, "bad_argument")]
    [InlineData("b", Solo, ScenarioKind.UnknownArgument, "bad_argument")]
    [InlineData("c", Solo, ScenarioKind.UnknownArgument, "bad_argument")]
    public async Task A_load_that_fails_names_the_cause_with_its_line_and_leaves_nothing(
        string era, string model, ScenarioKind kind, string code)
    {
        await cockpit.ResetAsync(era);
        cockpit.Pair.Scenarios.SetNext(kind);

        var swap = await cockpit.SwapAsync(model);

        Assert.Equal((SwapPhase.Failed, code), (swap.Phase, swap.Failure?.Code));
        Assert.NotEmpty(swap.Failure!.Remedies);
        var proof = (await cockpit.LinesAsync(swap.Id))[(int)swap.Failure.ProofLine!.Value - 1];
        Assert.Equal(proof.Text, Assert.Single(swap.Failure.Proof, line => line.Decides).Text);
        Assert.All(swap.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
        cockpit.RemainsAreTrue(swap);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task A_context_that_does_not_fit_is_answered_with_one_that_does(string era)
    {
        await cockpit.ResetAsync(era);
        cockpit.Pair.Scenarios.SetNext(new Scenario(ScenarioKind.CacheTooSmall) { Length = 24_576 });

        var swap = await cockpit.SwapAsync(Cluster);

        Assert.Equal((SwapPhase.Failed, "kv_cache_too_small"), (swap.Phase, swap.Failure?.Code));
        Assert.StartsWith("A context of 32,768 tokens needs", swap.Failure!.Title, StringComparison.Ordinal);
        Assert.Contains(swap.Failure.Remedies, remedy => remedy.MaxModelLen == 24_576);
        Assert.Contains("estimated maximum model length is 24576",
            (await cockpit.LinesAsync(swap.Id))[(int)swap.Failure.ProofLine!.Value - 1].Text, StringComparison.Ordinal);
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task A_docker_that_hangs_for_a_while_during_the_load_has_not_said_no()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Slow);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        foreach (var node in cockpit.Pair.Nodes) node.DockerFault = DockerFault.Hanging;
        await cockpit.UntilSwapAsync(id, swap => swap.Step > LoadStep.Weights);
        foreach (var node in cockpit.Pair.Nodes) node.DockerFault = DockerFault.None;
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        cockpit.RemainsAreTrue(swap);
    }

    [Theory]
    [InlineData("b", "spark1")]
    [InlineData("b", "spark2")]
    [InlineData("c", "spark1")]
    [InlineData("c", "spark2")]
    public async Task A_container_that_someone_stops_during_the_load_ends_it_on_both_sparks(string era, string stopped)
    {
        await cockpit.ResetAsync(era);
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        // What the other half says of its lost partner is a consequence, also where its process is not seen yet.
        var other = cockpit.Pair.Nodes.Single(node => node.Name != stopped);
        other.DockerFault = DockerFault.Hanging;
        await cockpit.Pair.Node(stopped).ShellAsync("docker kill vllm_node", TestContext.Current.CancellationToken);
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Failed);
        other.DockerFault = DockerFault.None;
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(
            (SwapPhase.Failed, "container_gone", stopped), (swap.Phase, swap.Failure?.Code, swap.Failure?.Node));
        Assert.All(swap.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task A_container_that_someone_else_puts_in_its_place_is_no_load_of_ours()
    {
        await cockpit.ResetAsync("b");
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        await cockpit.Head.ShellAsync(
            "docker rm -f vllm_node; docker run -d --rm --name vllm_node vllm-node sleep infinity",
            TestContext.Current.CancellationToken);
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((SwapPhase.Failed, "container_replaced"), (swap.Phase, swap.Failure?.Code));
        Assert.Equal([NodeRemains.LeftOver, NodeRemains.Empty], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task What_a_cancel_cannot_verify_it_calls_unknown()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        cockpit.Worker.DockerFault = DockerFault.Down;
        await cockpit.CancelAsync(id);
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(SwapPhase.Cancelled, swap.Phase);
        Assert.Equal([NodeRemains.Empty, NodeRemains.Unknown], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap, "spark2");
    }

    [Fact]
    public async Task A_stop_that_cannot_be_verified_fails_and_starts_nothing()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Cluster);
        cockpit.Worker.DockerFault = DockerFault.Down;

        var stop = await cockpit.EndOfAsync(await cockpit.StopAsync());

        Assert.Equal(
            (SwapPhase.Failed, "stop_unverified", "spark2"), (stop.Phase, stop.Failure?.Code, stop.Failure?.Node));
        Assert.Equal([NodeRemains.Empty, NodeRemains.Unknown], stop.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(stop, "spark2");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task A_container_left_on_the_worker_alone_does_not_stand_in_the_way(string era)
    {
        await cockpit.ResetAsync(era);
        await cockpit.Worker.ShellAsync(
            "docker run -d --rm --name vllm_node vllm-node sleep infinity", TestContext.Current.CancellationToken);

        var swap = await cockpit.SwapAsync(Cluster);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        Assert.Equal(2, cockpit.Worker.Lives.Count);
        Assert.NotNull(cockpit.Worker.Lives[0].To);
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task A_model_that_dies_after_it_was_ready_is_seen()
    {
        await cockpit.ResetAsync();
        await cockpit.MonitorAsync();
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(Solo)).Phase);
        await cockpit.UntilAsync(States.Service("vllm"), vllm => vllm.Verdict == ServiceVerdict.Healthy);

        await cockpit.Head.ShellAsync("docker kill vllm_node", TestContext.Current.CancellationToken);
        var vllm = await cockpit.UntilAsync(
            States.Service("vllm"), vllm => vllm.Verdict is ServiceVerdict.Unhealthy or ServiceVerdict.Stopped);

        Assert.False(vllm.Planned);
        Assert.Null(vllm.Model);
    }
}
