using SparkControl.Contracts;
using SparkControl.Simulator.Docker;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>What a user may load in spite of, from the refusal to the end.</summary>
public sealed class AnywayTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";

    [Theory]
    [InlineData("it is away", "preflight_node")]
    [InlineData("its docker is down", "preflight_docker")]
    public async Task A_spark_that_the_model_does_not_need_may_be_passed_over(string trouble, string code)
    {
        await cockpit.ResetAsync();
        if (trouble == "it is away") await cockpit.WorkerSsh.StopAsync();
        else cockpit.Worker.DockerFault = DockerFault.Down;

        var refused = await cockpit.SwapAsync(Solo);
        var swap = await cockpit.EndOfAsync(await cockpit.BeginAsync(Solo, anyway: true));
        if (trouble == "it is away") cockpit.WorkerSsh.Resume();

        Assert.Equal((SwapPhase.Failed, code, true),
            (refused.Phase, refused.Failure?.Code, refused.Failure?.Remedies.Any(r => r.Anyway)));
        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Title));
        Assert.Equal([NodeRemains.Serving, NodeRemains.Unknown], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap, "spark2");
    }

    [Fact]
    public async Task A_spark_that_answers_is_emptied_all_the_same()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Cluster);

        var swap = await cockpit.EndOfAsync(await cockpit.BeginAsync(Solo, anyway: true));

        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Title));
        Assert.Equal([NodeRemains.Serving, NodeRemains.Empty], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task A_connection_that_has_just_broken_is_waited_for()
    {
        await cockpit.ResetAsync();
        await cockpit.WorkerSsh.StopAsync();

        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilAsync(
            States.Driver, driver => driver.Links["spark2"].State is not (NodeState.Up or NodeState.Slow));
        cockpit.WorkerSsh.Resume();

        Assert.Equal(SwapPhase.Ready, (await cockpit.EndOfAsync(id)).Phase);
    }
}
