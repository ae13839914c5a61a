using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using SparkControl.Tests.Integration.Chaos;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Loads that stand still: it is said, and at the limit they are given up.</summary>
public sealed class StalledLoadTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36";

    [Fact]
    public async Task A_load_without_a_sign_of_life_is_said_to_stand_still()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);

        var id = await cockpit.BeginAsync(Solo);
        var swap = await cockpit.UntilSwapAsync(id, swap => swap is { Step: LoadStep.Weights, StalledSince: not null });

        Assert.Equal(SwapPhase.Loading, swap.Phase);
        Assert.True(swap.Percent < 98);
    }

    /// <summary>The oldest launcher and the newest; the one between them too, where there is time.</summary>
    public static TheoryData<string> Eras => ChaosRig.IsLong ? ["a", "b", "c"] : ["a", "c"];

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_load_that_takes_longer_than_its_limit_is_given_up(string era)
    {
        await cockpit.ResetAsync(era);
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);

        var swap = await cockpit.GivenUpAsync(Solo);

        Assert.Equal((SwapPhase.Failed, "too_long"), (swap.Phase, swap.Failure?.Code));
        Assert.All(swap.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
        cockpit.RemainsAreTrue(swap);
    }
}
