using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using SparkControl.Tests.Integration.Chaos;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Engines that say they are up and are not, before the end of the swap and after it.</summary>
public sealed class DeadEngineTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";

    private static readonly TimeSpan ForEver = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_server_that_says_it_is_up_and_never_answers_does_not_get_ready()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Silent);

        var swap = await cockpit.GivenUpAsync(Solo);

        Assert.Contains(await cockpit.LinesAsync(swap.Id),
            line => line.Text.Contains("startup complete", StringComparison.Ordinal));
        Assert.True(swap.Percent < 100);
        IsEmpty(swap, "too_long");
    }

    /// <summary>The oldest launcher and the newest; the one between them too, where there is time.</summary>
    public static TheoryData<string, string> Engines
    {
        get
        {
            var engines = new TheoryData<string, string> { { "a", Cluster }, { "c", Cluster }, { "c", Solo } };
            if (ChaosRig.IsLong) engines.Add("b", Cluster);
            return engines;
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_engine_that_dies_before_its_first_answer_does_not_get_ready(string era, string model)
    {
        await cockpit.ResetAsync(era);
        cockpit.Pair.Scenarios.SetNext(
            new Scenario(ScenarioKind.CrashAfterReady) { After = TimeSpan.Zero, Dying = ForEver });

        var swap = await cockpit.SwapAsync(model);

        var proof = Assert.Single(swap.Failure!.Proof, line => line.Decides);
        Assert.Contains("EngineCore encountered a fatal error", proof.Text, StringComparison.Ordinal);
        // It is asked again every 3 s, and not as fast as it refuses.
        Assert.InRange((await cockpit.LinesAsync(swap.Id))
            .Count(line => line.Text.Contains("POST /v1/", StringComparison.Ordinal)), 1, 100);
        IsEmpty(swap, "engine_died");
    }

    [Fact]
    public async Task An_engine_that_dies_after_it_was_ready_is_unhealthy_while_its_container_is_still_up()
    {
        await cockpit.ResetAsync();
        await cockpit.MonitorAsync();
        cockpit.Pair.Scenarios.SetNext(
            new Scenario(ScenarioKind.CrashAfterReady) { After = TimeSpan.FromMinutes(20), Dying = ForEver });

        var swap = await cockpit.SwapAsync(Solo);
        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Code));
        cockpit.RemainsAreTrue(swap);
        await cockpit.UntilAsync(States.Service("vllm"), vllm => vllm.Verdict == ServiceVerdict.Healthy);
        var vllm = await cockpit.UntilAsync(States.Service("vllm"), vllm => vllm.Verdict != ServiceVerdict.Healthy);

        Assert.Equal((ServiceVerdict.Unhealthy, false, null), (vllm.Verdict, vllm.Planned, vllm.Model));
        Assert.Contains("503", vllm.Evidence, StringComparison.Ordinal);
        Assert.Null(Assert.Single(cockpit.Head.Lives).To);
        Assert.Single(cockpit.Head.Launches);
        Assert.False((bool)(await cockpit.GetAsync("/api/endpoints"))["vllm"]!["ready"]!);
    }

    [Fact]
    public async Task Images_that_differ_are_found_before_anything_is_touched()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.ImageMismatch);

        var swap = await cockpit.SwapAsync(Cluster);

        Assert.Equal((SwapPhase.Failed, "preflight_image_match"), (swap.Phase, swap.Failure?.Code));
        Assert.NotEmpty(swap.Failure!.Remedies);
        Assert.All(cockpit.Pair.Nodes, node => Assert.Empty(node.Lives));
    }

    private void IsEmpty(SwapState swap, string code)
    {
        Assert.Equal((SwapPhase.Failed, code), (swap.Phase, swap.Failure?.Code));
        Assert.NotEmpty(swap.Failure!.Remedies);
        Assert.Single(cockpit.Head.Launches);
        Assert.All(swap.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
        cockpit.RemainsAreTrue(swap);
    }
}
