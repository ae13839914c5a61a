using System.Text.Json;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class VllmTests : PairFixture
{
    [Fact]
    public async Task A_model_loads_and_then_answers_by_the_name_it_was_given()
    {
        await LaunchAsync("--max-model-len 32k --served-model-name first second");
        await LogSaysAsync("Application startup complete.");

        await Until.TrueAsync(async () => await AnswerAsync("/health") == 200, "it is healthy");
        using var client = new HttpClient();
        var models = JsonDocument.Parse(await client.GetStringAsync(
            $"http://127.0.0.1:{Pair.VllmPort}/v1/models", Cancel)).RootElement.GetProperty("data");
        Assert.Equal(["first", "second"], models.EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Equal(Model, models[0].GetProperty("root").GetString());
        Assert.Equal(32_000, models[0].GetProperty("max_model_len").GetInt32());
    }

    [Fact]
    public async Task A_model_that_loads_does_not_answer()
    {
        Pair.Scenarios.SetNext(ScenarioKind.Stall);
        await LaunchAsync();
        await LogSaysAsync(" 40% Completed");

        Assert.Equal(0, await AnswerAsync("/health"));
    }

    [Fact]
    public async Task The_words_of_a_launch_are_kept_as_they_came()
    {
        const string Json = """{"method":"mtp","num_speculative_tokens":3}""";

        await LaunchAsync($"--speculative-config '\\''{Json}'\\''");

        await Until.TrueAsync(() => Head.Launches.Count == 1, "it was launched");
        Assert.Equal(
            ["serve", Model, "--port", "8888", "--gpu-memory-utilization", "0.7", "--speculative-config", Json],
            Head.Launches[0].Arguments);
    }

    [Fact]
    public async Task Weights_that_are_not_on_disk_are_fetched_first()
    {
        Head.RemoveModel(Model);

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        var log = await LogAsync();
        Assert.Matches(@"\(EngineCore_DP0 pid=\d+\) \rFetching 9 files:  11%\|█         \| 1/9\n", log);
        Assert.True(log.IndexOf("9/9", StringComparison.Ordinal) < log.IndexOf(
            "Loading safetensors", StringComparison.Ordinal));
        Assert.Empty(Head.Cache.Missing(Model));
    }

    [Fact]
    public async Task Memory_is_taken_while_it_loads_and_given_back_after_it_was_stopped()
    {
        var before = Head.MemoryUsed;
        await LaunchAsync();
        await LogSaysAsync("GPU KV cache size");
        await Until.TrueAsync(() => Head.MemoryUsed > before + (80L << 30), "the cache is taken");
        Assert.Contains(
            "VLLM::EngineCore, 8",
            await SayAsync(
                "nvidia-smi --query-compute-apps=pid,process_name,used_gpu_memory --format=csv,noheader,nounits"),
                StringComparison.Ordinal);

        await SayAsync("docker stop vllm_node");

        await Until.TrueAsync(() => Head.MemoryUsed == before, "memory is back");
        Assert.Equal(0, await AnswerAsync("/health"));
    }

    [Fact]
    public async Task Out_of_memory_ends_the_engine_and_leaves_the_container_up()
    {
        Pair.Scenarios.Set(Model, ScenarioKind.OutOfMemory);

        await LaunchAsync();

        await LogSaysAsync("torch.OutOfMemoryError: CUDA out of memory.");
        await LogSaysAsync("RuntimeError: Engine core initialization failed. See root cause above.");
        await VllmEndsAsync();
        Assert.Equal("vllm_node", await SayAsync("docker ps --format '{{.Names}}'"));
    }

    [Theory]
    [InlineData(24_577, "To serve at least one request with the model's max seq len (24577)")]
    [InlineData(24_576, "Application startup complete.")]
    public async Task A_context_too_long_for_the_cache_names_the_longest_one_that_fits(int length, string line)
    {
        Pair.Scenarios.SetNext(ScenarioKind.CacheTooSmall);

        await LaunchAsync($"--max-model-len {length}");

        await LogSaysAsync(line);
        if (length > 24_576) await LogSaysAsync("the estimated maximum model length is 24576.");
    }

    [Fact]
    public async Task An_engine_that_dies_while_it_serves_leaves_the_container_up()
    {
        Pair.Scenarios.SetNext(ScenarioKind.CrashAfterReady);

        await LaunchAsync();

        await LogSaysAsync("EngineDeadError");
        await Until.TrueAsync(async () => await AnswerAsync("/health") == 0, "nothing answers");
        Assert.Equal("vllm_node", await SayAsync("docker ps --format '{{.Names}}'"));
    }

    [Fact]
    public async Task A_dead_engine_is_unhealthy_and_answers_nothing_until_its_process_ends()
    {
        Pair.Scenarios.SetNext(
            new Scenario(ScenarioKind.CrashAfterReady) { After = TimeSpan.Zero, Dying = TimeSpan.FromDays(1) });
        await LaunchAsync();
        await LogSaysAsync("EngineCore encountered a fatal error.");

        await Until.TrueAsync(async () => await AnswerAsync("/health") == 503, "its health is 503");

        using var client = new HttpClient();
        using var body = new StringContent("{}");
        using var completion =
            await client.PostAsync($"http://127.0.0.1:{Pair.VllmPort}/v1/chat/completions", body, Cancel);
        Assert.Equal(500, (int)completion.StatusCode);
        Assert.Equal(200, await AnswerAsync("/v1/models"));
    }

    [Fact]
    public async Task What_uvicorn_says_goes_to_stderr_and_the_rest_to_stdout_in_one_order()
    {
        await SayAsync("docker run -d --rm --name vllm_node vllm-node sleep infinity");
        await SayAsync(
            $"docker exec vllm_node vllm serve {Model} --port 8888 --max-model-len 131072 > ~/out 2> ~/errors &");
        await Until.TrueAsync(async () => await AnswerAsync("/health") == 200, "it serves");
        await Until.TrueAsync(async () => await SayAsync("grep -c . ~/errors || :") == "3", "all of it is written");

        Assert.Equal(
            "3\n3", await SayAsync("grep -c '^(APIServer pid=[0-9]*) INFO:     ' ~/errors; grep -c . ~/errors"));
        Assert.Contains("Route: /health", await SayAsync("cat ~/out"), StringComparison.Ordinal);
        await SayAsync("docker rm -f vllm_node");

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        var lines = (await LogAsync()).Split('\n').ToList();
        var last = lines.FindLastIndex(line => line.Contains("Route: ", StringComparison.Ordinal));
        Assert.EndsWith("Waiting for application startup.", lines[last + 2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_begins_with_a_picture_in_colour_and_tells_of_traffic_while_there_is_some()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Assert.Contains("\e[97m█     █     █▄   ▄█\e[0m", await LogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Engine 000", await LogAsync(), StringComparison.Ordinal);

        Head.InventTraffic(running: 2, waiting: 1);

        await LogSaysAsync("Running: 2 reqs, Waiting: 1 reqs, GPU KV cache usage: 4.2%, Prefix cache hit rate: 64.0%");
    }

    [Fact]
    public async Task Metrics_have_every_histogram_and_since_when_it_counts()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        using var client = new HttpClient();
        var metrics = await client.GetStringAsync($"http://127.0.0.1:{Pair.VllmPort}/metrics", Cancel);

        string[] histograms =
        [
            "iteration_tokens_total", "time_to_first_token_seconds", "inter_token_latency_seconds",
            "request_time_per_output_token_seconds",
            "request_queue_time_seconds", "e2e_request_latency_seconds"
        ];
        foreach (var name in histograms)
        {
            Assert.Contains($"# TYPE vllm:{name} histogram\nvllm:{name}_bucket{{engine=\"0\",le=\"", metrics,
                StringComparison.Ordinal);
            Assert.Contains(
                $"vllm:{name}_created{{engine=\"0\",model_name=\"{Model}\"}} ", metrics, StringComparison.Ordinal);
        }

        Assert.Contains("vllm:prompt_tokens_created{", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_vllm_finds_the_port_taken()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");

        var second = await Head.ShellAsync($"docker exec vllm_node vllm serve {Model} --port 8888", Cancel);

        Assert.Equal(1, second.Exit);
        Assert.Contains("OSError: [Errno 98] Address already in use", second.Error, StringComparison.Ordinal);
        Assert.Equal(200, await AnswerAsync("/health"));
    }

    [Fact]
    public async Task The_port_stays_with_its_owner_when_a_vllm_of_another_container_ends()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        await SayAsync("docker run -d --rm --name other vllm-node sleep infinity");

        var second = await Head.ShellAsync($"docker exec other vllm serve {Model} --port 8888", Cancel);

        Assert.Equal(1, second.Exit);
        Assert.Contains(":8888 ", await SayAsync("ss -ltn"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_argument_is_refused_as_argparse_does()
    {
        await SayAsync("docker run -d --rm --name vllm_node vllm-node sleep infinity");

        var result = await Head.ShellAsync($"docker exec vllm_node vllm serve {Model} --no-such-thing", Cancel);

        Assert.Equal(2, result.Exit);
        Assert.Contains(
            "vllm serve: error: unrecognized arguments: --no-such-thing", result.Error, StringComparison.Ordinal);
    }
}
