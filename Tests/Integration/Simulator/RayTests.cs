using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class RayTests : PairFixture
{
    private const string Node = "docker run -d --rm --name vllm_node --entrypoint= vllm-node ./run-cluster-node.sh";

    [Fact]
    public async Task A_worker_of_era_A_names_its_own_address_and_the_one_it_joins()
    {
        await SayAsync($"{Node} --role node --host-ip 192.168.100.2 --head-ip 192.168.100.1", Pair.Worker);

        await LogSaysAsync("terminated by a signal.", Pair.Worker);
        Assert.Equal(
            """
            Configuring environment for [node] at 192.168.100.2...
            Starting Ray WORKER node connecting to 192.168.100.1...
            Local node IP: 192.168.100.2
            Ray runtime started.
            --block
              This command will now block forever until terminated by a signal.

            """,
            await LogAsync(Pair.Worker));
    }

    [Fact]
    public async Task Ray_shows_every_node_that_has_joined()
    {
        await StartAsync();

        var status = await SayAsync("docker exec vllm_node ray status");

        Assert.Matches(@"^=+ Autoscaler status: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} =+\n", status);
        Assert.EndsWith(
            """
            Active:
             1 node_aaaa
             1 node_bbbb
            Pending:
             (no pending nodes)
            Recent failures:
             (no failures)

            Resources
            ---------------------------------------------------------------
            Total Usage:
             0.0/40.0 CPU
             0.0/2.0 GPU
            """,
            status,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rank_of_ray_is_a_process_of_the_worker_and_speaks_in_the_log_of_the_head()
    {
        await StartAsync();
        Assert.DoesNotContain("Wrapper", await SayAsync("docker top vllm_node", Pair.Worker), StringComparison.Ordinal);

        await ServeAsync("-tp 2 --distributed-executor-backend ray");
        await LogSaysAsync("Application startup complete.");

        Assert.Contains(
            "ray::RayWorkerWrapper", await SayAsync("docker top vllm_node", Pair.Worker), StringComparison.Ordinal);
        Assert.Contains(
            "ray::RayWorkerWrapper",
            await SayAsync("nvidia-smi --query-compute-apps=process_name --format=csv,noheader", Pair.Worker),
            StringComparison.Ordinal);
        Assert.Matches(@"\(EngineCore_DP0 pid=\d+\) \e\[36m\(RayWorkerWrapper pid=\d+, ip=192\.168\.100\.2\)\e\[0m INFO .* Model loading took", await LogAsync());
        await SayAsync("docker exec vllm_node pkill -f RayWorkerWrapper", Pair.Worker);
        await LogSaysAsync("ray.exceptions.RayActorError");
        await VllmEndsAsync();
        Assert.DoesNotContain("Wrapper", await SayAsync("docker top vllm_node", Pair.Worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_dies_ends_the_model_that_spans_both_nodes()
    {
        await StartAsync();
        Pair.Scenarios.SetNext(ScenarioKind.WorkerDies);

        await ServeAsync("-tp 2 --distributed-executor-backend ray");

        await LogSaysAsync("ray.exceptions.RayActorError");
        await VllmEndsAsync();
    }

    [Theory]
    [InlineData("Loading safetensors", ScenarioKind.Stall)]
    [InlineData("Application startup complete.", ScenarioKind.Normal)]
    public async Task A_worker_whose_container_is_killed_ends_the_model_and_gives_its_memory_back(
        string line, ScenarioKind kind)
    {
        var before = Pair.Worker.MemoryUsed;
        await StartAsync();
        Pair.Scenarios.SetNext(kind);
        await ServeAsync("-tp 2 --distributed-executor-backend ray");
        await LogSaysAsync(line);
        await Until.TrueAsync(() => Pair.Worker.MemoryUsed > before, "the worker holds weights");

        await SayAsync("docker kill vllm_node", Pair.Worker);

        await LogSaysAsync("ray.exceptions.RayActorError");
        await VllmEndsAsync();
        await Until.TrueAsync(() => Pair.Worker.MemoryUsed == before, "the worker's memory is back");
    }

    [Theory]
    [InlineData("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", "0.7")]
    [InlineData("Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "0.9")]
    [InlineData("Qwen/Qwen2.5-72B-Instruct", "0.8")]
    public async Task Every_bundled_model_for_two_sparks_is_on_both_and_loads(string model, string utilization)
    {
        await StartAsync();
        foreach (var node in Pair.Nodes) Assert.True(node.Cache.Has(model));

        await ServeAsync(
            $"--max-model-len 32768 -tp 2 --distributed-executor-backend ray --gpu-memory-utilization {utilization}",
            model);

        await LogSaysAsync("Application startup complete.");
    }

    private async Task StartAsync()
    {
        await SayAsync($"{Node} --role head --host-ip 192.168.100.1");
        await SayAsync($"{Node} --role node --host-ip 192.168.100.2 --head-ip 192.168.100.1", Pair.Worker);
    }
}
