using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SparkControl.Simulator;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class ScenarioTests : PairFixture
{
    [Theory]
    [InlineData(ScenarioKind.Normal, "Loading weights took 0.20 seconds")]
    [InlineData(ScenarioKind.Slow, "Loading weights took 0.78 seconds")]
    public async Task A_slow_model_loads_four_times_as_long(ScenarioKind kind, string line)
    {
        Pair.Scenarios.SetNext(kind);

        await LaunchAsync();

        await LogSaysAsync(line);
    }

    [Fact]
    public async Task A_stalled_model_says_nothing_any_more_and_lives_on()
    {
        Pair.Scenarios.SetNext(ScenarioKind.Stall);
        await LaunchAsync();
        await LogSaysAsync(" 40% Completed");

        await LaunchAsync(node: Pair.Worker);
        await LogSaysAsync("Application startup complete.", Pair.Worker);

        Assert.DoesNotContain(" 60% Completed", await LogAsync(), StringComparison.Ordinal);
        Assert.True(await VllmRunsAsync());
    }

    [Fact]
    public async Task A_port_that_something_else_has_ends_the_start_at_once()
    {
        Pair.Scenarios.SetNext(ScenarioKind.PortTaken);

        await LaunchAsync();

        await LogSaysAsync("OSError: [Errno 98] Address already in use");
        await VllmEndsAsync();
        Assert.Contains("python3", await SayAsync("ss -ltnp 'sport = :8888'"), StringComparison.Ordinal);
        Assert.Equal(404, await AnswerAsync("/v1/models"));

        await Pair.ResetAsync();
        Assert.Equal("", await SayAsync("ss -Hltn"));
    }

    [Fact]
    public async Task Two_servers_that_share_the_port_answer_in_turn_until_the_pair_is_reset()
    {
        Pair.Scenarios.SetNext(ScenarioKind.PortShared);
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        IReadOnlyList<string?> both = [await NamedAsync(), await NamedAsync(), await NamedAsync(), await NamedAsync()];
        await SayAsync("docker kill vllm_node");
        IReadOnlyList<string?> left = [await NamedAsync(), await NamedAsync()];
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        Assert.Equal([Model, "Qwen/Qwen3-0.6B", Model, "Qwen/Qwen3-0.6B"], both);
        Assert.Equal(["Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B"], left);
        Assert.Equal(Model, await NamedAsync());
        await Pair.ResetAsync();
        Assert.Equal(0, await AnswerAsync("/v1/models"));
    }

    [Theory]
    [InlineData(ScenarioKind.WorkerDies, "simulator: no worker can die, for this launch runs on one node")]
    [InlineData(ScenarioKind.SshDrops, "simulator: SSH cannot fail, for this node is reached by a local shell")]
    public async Task A_scenario_that_this_launch_cannot_have_says_so(ScenarioKind kind, string reason)
    {
        Pair.Scenarios.SetNext(kind);

        await LaunchAsync();

        await LogSaysAsync(reason);
        await VllmEndsAsync();
    }

    [Fact]
    public async Task The_worker_has_another_image_until_the_pair_is_reset()
    {
        const string Ask = "docker image inspect -f '{{.Id}}' vllm-node";
        Pair.Scenarios.SetNext(ScenarioKind.ImageMismatch);

        Assert.NotEqual(await SayAsync(Ask), await SayAsync(Ask, Pair.Worker));
        await Pair.ResetAsync();
        Assert.Equal(await SayAsync(Ask), await SayAsync(Ask, Pair.Worker));
    }

    [Theory]
    [InlineData("out_of_memory", null, HttpStatusCode.NoContent)]
    [InlineData("out_of_memory", Model, HttpStatusCode.NoContent)]
    [InlineData("image_mismatch", null, HttpStatusCode.NoContent)]
    [InlineData("image_mismatch", Model, HttpStatusCode.Conflict)]
    [InlineData("ssh_drops", null, HttpStatusCode.Conflict)]
    [InlineData("no_such_kind", null, HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_is_refused_when_it_is_asked_for(
        string scenario, string? model, HttpStatusCode expected)
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });
        using var client = new HttpClient();

        using var answer = await client.PostAsJsonAsync(
            $"http://127.0.0.1:{pair.ControlPort}/sim/scenario", new { scenario, model }, Cancel);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_silent_model_takes_connections_and_never_answers()
    {
        Pair.Scenarios.SetNext(ScenarioKind.Silent);
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Pair.VllmPort, Cancel);
        await client.GetStream().WriteAsync("GET /health HTTP/1.1\r\nHost: spark1\r\n\r\n"u8.ToArray(), Cancel);
        var answer = client.GetStream().ReadExactlyAsync(new byte[1], Cancel).AsTask();
        await SayAsync("docker kill vllm_node");

        await Assert.ThrowsAnyAsync<IOException>(() => answer);
    }

    [Theory]
    [InlineData("sysctl vm.drop_caches=3")]
    [InlineData("sudo sysctl -q vm.drop_caches=3")]
    // What the panel says to do.
    [InlineData("sudo sh -c 'sync; echo 3 > /proc/sys/vm/drop_caches'")]
    public async Task A_full_page_cache_leaves_vllm_too_little_until_it_is_dropped(string remedy)
    {
        Pair.Scenarios.Set(Model, ScenarioKind.CacheFull);

        await LaunchAsync();
        await LogSaysAsync(
            "Free memory on device cuda:0 (2.05/121.69 GiB) on startup is less than desired GPU memory utilization");
        await VllmEndsAsync();
        Assert.Matches(@"MemFree: +2\d{6} kB\nMemAvailable: +12\d{7} kB\n", await SayAsync("cat /proc/meminfo"));

        await SayAsync(remedy);
        await ServeAsync("--max-model-len 131072");
        await LogSaysAsync("Application startup complete.");
    }

    [Fact]
    public async Task A_driver_may_keep_memory_of_a_killed_model_until_the_pair_is_reset()
    {
        var before = Head.MemoryUsed;
        Pair.Scenarios.SetNext(new Scenario(ScenarioKind.MemoryKept) { Gib = 7 });
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        await SayAsync("docker kill vllm_node");

        await Until.TrueAsync(() => Head.MemoryUsed == before + (7L << 30), "all but the 7 GiB is back");
        await Pair.ResetAsync();
        Assert.Equal(before, Head.MemoryUsed);
    }

    [Fact]
    public async Task A_driver_may_be_late_with_the_memory_of_a_model_that_has_failed()
    {
        var before = Head.MemoryUsed;
        Pair.Scenarios.SetNext(new Scenario(ScenarioKind.OutOfMemory) { MemoryBack = TimeSpan.FromHours(10) });
        await LaunchAsync();
        await LogSaysAsync("torch.OutOfMemoryError: CUDA out of memory.");
        await VllmEndsAsync();

        await SayAsync("docker kill vllm_node");
        Assert.True(Head.MemoryUsed > before + (8L << 30), $"{Head.MemoryUsed} bytes are used, {before} were.");

        await Until.TrueAsync(
            () =>
            {
                Head.GiveMemoryBack();
                return Head.MemoryUsed == before;
            },
            "the memory is back");
    }

    [Fact]
    public async Task Bars_that_are_drawn_in_place_are_seen_when_they_are_complete()
    {
        Pair.Scenarios.SetNext(ScenarioKind.BarsInPlace);

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        var lines = (await LogAsync()).Split('\n');
        var weights = Assert.Single(lines, line => line.Contains("Loading safetensors", StringComparison.Ordinal));
        Assert.Matches(@"^\(EngineCore_DP0 pid=\d+\) \rLoading safetensors checkpoint shards:   0% .*\rLoading safetensors checkpoint shards: 100% ", weights);
        Assert.Single(lines, line => line.Contains("Capturing CUDA graphs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gated_model_names_the_repository_and_ends()
    {
        Pair.Scenarios.Set(Model, ScenarioKind.Gated);

        await LaunchAsync();

        await LogSaysAsync($"Access to model {Model} is restricted.");
        await VllmEndsAsync();
    }

    [Fact]
    public async Task An_image_may_not_know_an_argument()
    {
        Pair.Scenarios.SetNext(ScenarioKind.UnknownArgument);
        await SayAsync("docker run -d --rm --name vllm_node vllm-node sleep infinity");

        var result = await Head.ShellAsync($"docker exec vllm_node vllm serve {Model} --port 8888 --seed 1", Cancel);

        Assert.Equal(2, result.Exit);
        Assert.Contains("vllm serve: error: unrecognized arguments: --seed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_fails_when_the_rank_of_the_worker_dies()
    {
        Pair.Scenarios.SetNext(ScenarioKind.WorkerDies);

        await LaunchRanksAsync();

        await LogSaysAsync("NCCL error: unhandled system error");
        await VllmEndsAsync();
        Assert.Contains("world_size=2 rank=1", await LogAsync(Pair.Worker), StringComparison.Ordinal);
        Assert.False(await VllmRunsAsync(Pair.Worker));
    }

    [Fact]
    public async Task The_rank_of_the_worker_outlives_a_head_that_failed_until_its_container_is_stopped()
    {
        var before = Pair.Worker.MemoryUsed;
        Pair.Scenarios.SetNext(ScenarioKind.CacheTooSmall);

        await LaunchRanksAsync();
        await LogSaysAsync("the estimated maximum model length is 24576.");
        await VllmEndsAsync();
        Assert.DoesNotContain("NCCL error", await LogAsync(Pair.Worker), StringComparison.Ordinal);
        Assert.True(await VllmRunsAsync(Pair.Worker));

        await SayAsync("docker stop vllm_node", Pair.Worker);
        await Until.TrueAsync(() => Pair.Worker.MemoryUsed == before, "the memory of the rank is back");
    }

    private async Task<string?> NamedAsync()
    {
        using var client = new HttpClient();
        var models = await client.GetFromJsonAsync<JsonNode>($"http://127.0.0.1:{Pair.VllmPort}/v1/models", Cancel);
        return (string?)models!["data"]![0]!["id"];
    }
}
