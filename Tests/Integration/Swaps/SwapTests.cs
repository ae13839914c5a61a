using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
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
        Assert.Equal([NodeRemains.Serving, NodeRemains.Serving], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap);
        Assert.Equal("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", await ServedAsync());
        var lines = await cockpit.LinesAsync(swap.Id);
        Assert.Contains(lines, line => line.Text.Contains("Application startup complete", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Node == "spark2");
    }

    [Theory]
    // The launcher of era A has no --solo: it starts a container on both.
    [InlineData("a", NodeRemains.LeftOver)]
    [InlineData("b", NodeRemains.Empty)]
    [InlineData("c", NodeRemains.Empty)]
    public async Task A_model_for_one_spark_gets_ready_and_says_what_is_on_the_other(string era, NodeRemains other)
    {
        await cockpit.ResetAsync(era);

        var swap = await cockpit.SwapAsync(Solo);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        Assert.Equal([NodeRemains.Serving, other], swap.Nodes.Select(node => node.Remains));
        cockpit.RemainsAreTrue(swap);
        Assert.Equal("RedHatAI/Qwen3.6-35B-A3B-NVFP4", await ServedAsync());
    }

    [Fact]
    public async Task The_command_that_is_told_is_the_one_that_runs_whatever_was_read_before()
    {
        await cockpit.ResetAsync("c");
        cockpit.Services.GetRequiredService<ClusterScan>().Look();
        await cockpit.UntilAsync(States.Launcher, launcher => launcher.Capabilities.Solo);
        cockpit.Head.InstallLauncher("a");

        var swap = await cockpit.SwapAsync(Solo);

        Assert.StartsWith("./launch-cluster.sh --name vllm_node exec", swap.Command, StringComparison.Ordinal);
        var said = (await cockpit.LinesAsync(swap.Id))
            .Where(line => line.Text.StartsWith("Starting: ", StringComparison.Ordinal));
        Assert.Equal($"Starting: {swap.Command}", Assert.Single(said).Text);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_token_reaches_the_heads_container_and_nothing_that_is_written_or_told(string era)
    {
        const string Token = "hf_SecretOfTheOwner";
        await cockpit.ResetAsync(era);
        await cockpit.SetSecretAsync("hf_token", Token);
        try
        {
            var swap = await cockpit.SwapAsync(Cluster);

            Assert.Contains($"HF_TOKEN={Token}",
                (await cockpit.Head.ShellAsync("docker inspect vllm_node", Cancel)).Out, StringComparison.Ordinal);
            Assert.DoesNotContain("HF_TOKEN", (await cockpit.Worker.ShellAsync("docker inspect vllm_node", Cancel)).Out,
                StringComparison.Ordinal);
            var jobs = await cockpit.Head.ShellAsync("cat ~/.spark-control/jobs/*/*; ps axww -o args", Cancel);
            var lines = string.Join('\n', (await cockpit.LinesAsync(swap.Id)).Select(line => line.Text));
            var told = $"{await cockpit.GetAsync("/api/status")} {await cockpit.GetAsync("/api/settings")} {Wire.Write(swap)}";
            Assert.All((string[])[jobs.Out, lines, told],
                text => Assert.DoesNotContain(Token, text, StringComparison.Ordinal));
            Assert.Contains("-e HF_TOKEN", swap.Command, StringComparison.Ordinal);
            var command = await cockpit.GetAsync($"/api/models/{Cluster}/command");
            Assert.Contains("-e HF_TOKEN", (string?)command["command"], StringComparison.Ordinal);
        }
        finally
        {
            await cockpit.SetSecretAsync("hf_token", "");
        }
    }

    [Fact]
    public async Task A_copy_of_a_log_that_was_not_ended_is_ended_by_the_next_look()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Solo);

        await Until.TrueAsync(
            async () => !(await cockpit.Head.ShellAsync("ps axww -o args", Cancel))
                .Out.Contains("docker logs -f", StringComparison.Ordinal),
            "no copy is at work");
    }

    [Fact]
    public async Task A_spark_that_is_set_to_another_machine_meanwhile_is_unknown_and_says_why()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Cluster);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);

        await cockpit.SetAsync(new { spark2_host = "127.0.0.2" });
        try
        {
            // A look that was under way ends with the connection first.
            await cockpit.UntilSwapAsync(id, swap =>
                swap.Run.Hindrances.GetValueOrDefault("spark2")?.Contains(
                    "another machine", StringComparison.Ordinal) == true);
            await cockpit.CancelAsync(id);
            Assert.Equal(NodeRemains.Unknown, (await cockpit.EndOfAsync(id)).Nodes[1].Remains);
        }
        finally
        {
            await cockpit.SetAsync(new { spark2_host = "" });
        }
    }

    [Theory]
    [InlineData("a", Cluster, "qwen2.5-72b")]
    [InlineData("b", Cluster, Solo)]
    [InlineData("c", Solo, Cluster)]
    public async Task The_old_model_is_gone_from_both_sparks_before_the_new_one_is_started(
        string era, string first, string second)
    {
        await cockpit.ResetAsync(era);
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(first)).Phase);
        var before = cockpit.Pair.Nodes.Select(node => node.Launches.Count).ToList();

        var swap = await cockpit.SwapAsync(second);

        Assert.Equal(SwapPhase.Ready, swap.Phase);
        cockpit.RemainsAreTrue(swap);
        var ends = cockpit.Pair.Nodes.SelectMany(node => node.Lives).Where(life => life.To is not null)
            .Select(life => life.To!.Value);
        var starts = cockpit.Pair.Nodes.SelectMany((node, i) => node.Launches.Skip(before[i]))
            .Select(launch => launch.At);
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
        Assert.All(stop.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
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
        Assert.All(swap.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
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
        Assert.All(swap.Nodes, node => Assert.Equal(NodeRemains.Empty, node.Remains));
    }

    [Fact]
    public async Task A_client_of_the_stream_hears_every_line_once_and_the_end()
    {
        await cockpit.ResetAsync();
        var id = await cockpit.BeginAsync(Solo);

        await using var stream = await cockpit.Http.GetStreamAsync($"/api/swap/{id}/stream", Cancel);
        var (lines, phase) = (new List<string>(), "");
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            var data = JsonNode.Parse(item.Data)!;
            if (item.EventType == "log") lines.AddRange(data["lines"]!.AsArray().Select(TextOf));
            if (item.EventType == "change") phase = (string)data["value"]!["phase"]!;
        }

        Assert.Equal("ready", phase);
        Assert.Equal((await cockpit.LinesAsync(id)).Select(line => line.Text), lines);
    }

    private static string TextOf(JsonNode? line) =>
        line is JsonArray parts ? (string)parts[^1]! : (string)line!["text"]!;

    private static void NeverTwoAtOnce(SimulatedNode node)
    {
        var lives = node.Lives;
        Assert.All(lives.Zip(lives.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
        Assert.All(lives, life => Assert.True(
            node.Launches.Count(launch => life.From <= launch.At && (life.To is null || launch.At <= life.To)) <= 1));
    }

    private async Task<string?> ServedAsync()
    {
        using var http = new HttpClient();
        var models =
            await http.GetFromJsonAsync<JsonNode>($"http://127.0.0.1:{cockpit.Pair.VllmPort}/v1/models", Cancel);
        return (string?)models!["data"]![0]!["id"];
    }
}
