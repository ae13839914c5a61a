using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>The way back over real shells: the good model serves again, or it ends there.</summary>
public sealed class SimulatedRollBackTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";
    private const string SoloWeights = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";
    private const string ClusterWeights = "RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4";

    [Fact]
    public async Task A_load_that_fails_ends_with_the_good_model_serving_again()
    {
        await ReadyAsync();
        cockpit.Pair.Scenarios.Set(ClusterWeights, ScenarioKind.OutOfMemory);

        var id = await cockpit.BeginAsync(Cluster);
        var back = await cockpit.UntilAsync(States.Swap, swap => swap.RollsBack == id && !swap.IsActive);

        Assert.Equal((SwapPhase.Ready, Solo), (back.Phase, back.Model));
        cockpit.RemainsAreTrue(back);
        Assert.Equal(3, cockpit.Head.Launches.Count);
        Assert.Equal("out_of_memory", cockpit.Mirror.Value(States.Failed)?.Failure?.Code);
        await BadIsKnownAsync(id);
    }

    [Fact]
    public async Task What_the_driver_is_late_with_is_waited_for_and_not_taken_for_somebody_elses()
    {
        await ReadyAsync();
        cockpit.Pair.Scenarios.Set(
            ClusterWeights, new Scenario(ScenarioKind.OutOfMemory) { MemoryBack = TimeSpan.FromHours(10) });

        var id = await cockpit.BeginAsync(Cluster);
        var waiting = await cockpit.UntilAsync(
            States.Swap, swap => swap.RollsBack == id && (swap.Phase == SwapPhase.Stopping || !swap.IsActive));
        var held = cockpit.Head.MemoryUsed;
        await Until.TrueAsync(
            () =>
            {
                foreach (var node in cockpit.Pair.Nodes) node.GiveMemoryBack();
                return cockpit.Swap?.Phase != SwapPhase.Stopping;
            },
            "the memory is back");
        var back = await cockpit.EndOfAsync(waiting.Id);

        Assert.True(held > 20L << 30, $"{held} bytes were held while it waited.");
        Assert.Equal((SwapPhase.Stopping, null), (waiting.Phase, waiting.Failure?.Code));
        Assert.Equal((SwapPhase.Ready, null), (back.Phase, back.Failure?.Title));
        Assert.Equal(3, cockpit.Head.Launches.Count);
    }

    [Fact]
    public async Task Where_the_good_model_fails_too_it_ends_and_says_so()
    {
        await ReadyAsync();
        foreach (var weights in new[] { SoloWeights, ClusterWeights })
            cockpit.Pair.Scenarios.Set(weights, ScenarioKind.OutOfMemory);

        var id = await cockpit.BeginAsync(Cluster);
        var back = await cockpit.UntilAsync(States.Swap, swap => swap.RollsBack == id && !swap.IsActive);
        cockpit.Pair.Scenarios.Reset();
        var next = await cockpit.EndOfAsync(await cockpit.BeginAsync(Cluster));

        Assert.Equal((SwapPhase.Failed, Solo, null), (back.Phase, back.Model, back.RolledBackTo));
        Assert.Equal((SwapPhase.Ready, null), (next.Phase, next.RollsBack));
        Assert.Equal(4, cockpit.Head.Launches.Count);
    }

    // The card and the look before a load know it, until something changes.
    private async Task BadIsKnownAsync(string id)
    {
        var card = (await cockpit.GetAsync("/api/models")).AsArray()
            .Single(model => (string?)model!["key"] == Cluster)!;
        using var answer = await cockpit.PostAsync($"/api/swap/{Cluster}/validate");
        var report = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(id, (string?)card["failed_load"]?["swap"]);
        Assert.True((bool)report["ok"]!, report.ToJsonString());
        Assert.Contains(report["checks"]!.AsArray(), check => (string?)check!["state"] == "warning"
            && (string?)check["name"] == "failed_before");

        cockpit.Head.SetImage("sha256:" + new string('1', 64));
        cockpit.Worker.SetImage("sha256:" + new string('1', 64));
        await Until.TrueAsync(
            async () =>
            {
                (await cockpit.PostAsync($"/api/swap/{Cluster}/validate")).Dispose();
                return (await cockpit.GetAsync("/api/models")).AsArray()
                    .All(model => model!["failed_load"] is null);
            },
            "another image is another load");
    }

    private async Task ReadyAsync()
    {
        await cockpit.ResetAsync();
        if (!cockpit.Mirror.Value(States.Settings)!.Swaps.RollBack) await cockpit.SetAsync(new { roll_back = true });
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(Solo)).Phase);
    }
}
