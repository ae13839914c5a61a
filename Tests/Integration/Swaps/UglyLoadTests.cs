using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Loads that do not look like what they are.</summary>
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
        var downloading =
            await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Download && swap.Nodes[0].Part is > 0);
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((SwapPhase.Failed, true), (refused.Phase, refused.Failure?.Remedies.Any(remedy => remedy.Anyway)));
        Assert.Equal("files", downloading.Nodes[0].Unit);
        Assert.Equal((SwapPhase.Ready, null), (swap.Phase, swap.Failure?.Title));
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(Solo)).Phase);
    }

    [Fact]
    public async Task A_model_that_shares_its_port_with_another_is_not_ready_on_one_lucky_answer()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.PortShared);

        var swap = await cockpit.SwapAsync(Solo);

        Assert.Equal((SwapPhase.Failed, "port_shared", "spark1"), (swap.Phase, swap.Failure?.Code, swap.Failure?.Node));
        Assert.Contains("Qwen/Qwen3-0.6B", swap.Failure!.Detail, StringComparison.Ordinal);
        cockpit.RemainsAreTrue(swap);
    }

    [Fact]
    public async Task Memory_that_the_driver_keeps_is_told_and_asked_about()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(new Scenario(ScenarioKind.MemoryKept) { Gib = 10 });
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(Solo)).Phase);

        var stop = await cockpit.EndOfAsync(await cockpit.StopAsync());
        var load = await cockpit.SwapAsync(Solo);
        var anyway = await cockpit.EndOfAsync(await cockpit.BeginAsync(Solo, anyway: true));

        Assert.Equal(
            (SwapPhase.Failed, "memory_not_back", "spark1"), (stop.Phase, stop.Failure?.Code, stop.Failure?.Node));
        Assert.Matches(@"^Spark 1 holds \d+\.\d GiB more than before, 20 s after", stop.Failure!.Title);
        // A load that would wait for it in vain stops nothing and says so at once.
        Assert.Equal(
            (SwapPhase.Failed, "preflight_memory", "spark1"), (load.Phase, load.Failure?.Code, load.Failure?.Node));
        Assert.Matches(@"holds 1\d\.\d GiB of the memory of Spark 1", load.Failure!.Title);
        Assert.Equal((false, true), (AsksToLoadAnyway(stop), AsksToLoadAnyway(load)));
        Assert.Equal((SwapPhase.Ready, null), (anyway.Phase, anyway.Failure?.Title));
        cockpit.RemainsAreTrue(anyway);
    }

    private static bool AsksToLoadAnyway(SwapState swap) => swap.Failure!.Remedies.Any(remedy => remedy.Anyway);
}
