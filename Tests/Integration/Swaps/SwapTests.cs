using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Simulator;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Swaps that go well, with the launcher of each era.</summary>
public sealed class SwapTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", OtherSolo = "gemma4", Cluster = "qwen3-vl";

    public static TheoryData<string> Eras => ["a", "b", "c"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_model_for_two_sparks_gets_ready_on_both(string era)
    {
        await cockpit.ResetAsync(era);

        var swap = await cockpit.SwapAsync(Cluster);

        Assert.Equal((SwapPhase.Ready, 100d), (swap.Phase, swap.Percent));
        Assert.Equal(["serving", "serving"], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap);
        Assert.Equal("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", await ServedAsync());
        var lines = await cockpit.LinesAsync(swap.Id);
        Assert.Contains(lines, line => line.Text.Contains("Application startup complete", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Node == "spark2");
    }

    [Theory]
    // The launcher of era A has no --solo: it starts a container on both.
    [InlineData("a", "left_over")]
    [InlineData("b", "empty")]
    [InlineData("c", "empty")]
    public async Task A_model_for_one_spark_gets_ready_and_says_what_is_on_the_other(string era, string other)
    {
        await cockpit.ResetAsync(era);

        var swap = await cockpit.SwapAsync(Solo);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        Assert.Equal(["serving", other], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap);
        Assert.Equal("RedHatAI/Qwen3.6-35B-A3B-NVFP4", await ServedAsync());
    }

    [Theory]
    [InlineData("a", Cluster, "qwen2.5-72b")]
    [InlineData("b", Cluster, Solo)]
    [InlineData("c", Solo, Cluster)]
    public async Task The_old_model_is_gone_from_both_sparks_before_the_new_one_is_started(string era, string first, string second)
    {
        await cockpit.ResetAsync(era);
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(first)).Phase);
        var before = cockpit.Pair.Nodes.Select(node => node.Launches.Count).ToList();

        var swap = await cockpit.SwapAsync(second);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        cockpit.RemainsAreTrue(swap);
        var ends = cockpit.Pair.Nodes.SelectMany(node => node.Lives).Where(life => life.To is not null).Select(life => life.To!.Value);
        var starts = cockpit.Pair.Nodes.SelectMany((node, i) => node.Launches.Skip(before[i])).Select(launch => launch.At);
        Assert.True(ends.Max() <= starts.Min());
        Assert.All(cockpit.Pair.Nodes, NeverTwoAtOnce);
    }

    [Fact]
    public async Task A_stop_empties_both_sparks()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Cluster);

        var stop = await cockpit.EndOfAsync(await cockpit.StopAsync());

        Assert.Equal((SwapPhase.Stopped, SwapKind.Stop), (stop.Phase, stop.Kind));
        Assert.All(stop.Nodes, node => Assert.Equal("empty", node.Remains));
        cockpit.RemainsAreTrue(stop);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_cancel_while_the_launcher_works_leaves_nothing(string era)
    {
        await cockpit.ResetAsync(era);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Launching);

        await cockpit.CancelAsync(id);
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((SwapPhase.Cancelled, null), (swap.Phase, swap.Failure));
        cockpit.RemainsAreTrue(swap);
        Assert.All(swap.Nodes, node => Assert.Equal("empty", node.Remains));
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_cancel_while_the_model_loads_leaves_nothing(string era)
    {
        await cockpit.ResetAsync(era);
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        await cockpit.CancelAsync(id);
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal(SwapPhase.Cancelled, swap.Phase);
        cockpit.RemainsAreTrue(swap);
        Assert.All(swap.Nodes, node => Assert.Equal("empty", node.Remains));
    }

    private static void NeverTwoAtOnce(SimulatedNode node)
    {
        var lives = node.Lives;
        Assert.All(lives.Zip(lives.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
        Assert.All(lives, life => Assert.True(node.Launches.Count(launch => life.From <= launch.At && (life.To is null || launch.At <= life.To)) <= 1));
    }

    private async Task<string?> ServedAsync()
    {
        using var http = new HttpClient();
        var models = await http.GetFromJsonAsync<JsonNode>($"http://127.0.0.1:{cockpit.Pair.VllmPort}/v1/models", Cancel);
        return (string?)models!["data"]![0]!["id"];
    }
}
