using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Loads that go well, and do not look like it.</summary>
public sealed class UglyLoadTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Repo = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    [Fact]
    public async Task Bars_that_docker_holds_back_do_not_hold_up_a_load()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.BarsInPlace);

        var swap = await cockpit.SwapAsync(Solo);

        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Title));
        Assert.Contains(await cockpit.LinesAsync(swap.Id, "spark1"), line => line.Contains("pid=", StringComparison.Ordinal)
            && line.Contains("100% Completed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Weights_that_are_not_on_disk_are_downloaded_when_the_user_loads_anyway()
    {
        await cockpit.ResetAsync();
        cockpit.Head.RemoveModel(Repo);

        var refused = await cockpit.SwapAsync(Solo);
        var id = await cockpit.BeginAsync(Solo, anyway: true);
        var downloading = await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Download && swap.Nodes[0].Part is > 0);
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((SwapPhase.Failed, true), (refused.Phase, refused.Failure?.Remedies.Any(remedy => remedy.Anyway)));
        Assert.Equal("files", downloading.Nodes[0].Unit);
        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Title));
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(Solo)).Phase);
    }
}
