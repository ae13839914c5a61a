using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class FailureLinesTests
{
    private const string Generic = "RuntimeError: Engine core initialization failed. See root cause above.";

    private const string KvCache =
        "To serve at least one request with the model's max seq len (196608), 23.25 GiB KV cache is needed, which is larger than "
        + "the available KV cache memory (22.5 GiB). Based on the available memory, the estimated maximum model length is 190272.";

    private static readonly (string Line, string Code)[] Roots =
    [
        ("ValueError: Free memory on device cuda:0 (19.77/22.05 GiB) on startup is less than desired GPU memory utilization (0.9, 19.85 GiB).", "memory_taken"),
        (KvCache, "kv_cache_too_small"),
        ("ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization`",
            "no_kv_cache"),
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "out_of_memory"),
        ("NVRM: nvAssertOkFailedNoLog: Assertion failed: Out of memory [NV_ERR_NO_MEMORY]", "out_of_memory"),
        ("ray.exceptions.OutOfMemoryError: Task was killed due to the node running low on memory.", "out_of_memory"),
        ("ERROR:    [Errno 98] Address already in use", "port_in_use"),
        ("OSError: address already in use", "port_in_use"),
        ("Cannot access gated repo for url https://huggingface.co/org/model/resolve/main/config.json.", "gated"),
        ("huggingface_hub.errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-67)", "gated"),
        ("Repository Not Found for url: https://huggingface.co/api/models/org/model.", "unknown_repository"),
        ("huggingface_hub.errors.RepositoryNotFoundError: 401 Client Error. (Request ID: Root=1-67)",
            "unknown_repository"),
        ("OSError: org/model is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'", "unknown_repository"),
        ("ValueError: Model architectures ['NewForCausalLM'] is not supported for now.", "image_too_old"),
        ("ValueError: Model architectures ['A', 'B'] are not supported for now. Supported architectures: dict_keys(['C'])", "image_too_old"),
        ("CUDA error: no kernel image is available for execution on the device", "image_too_old"),
        ("vllm: error: unrecognized arguments: --no-such-flag", "bad_argument"),
        ("vllm serve: error: argument --max-model-len: invalid int value: 'x'", "bad_argument"),
        ("Please pass the argument `trust_remote_code=True` to allow custom code to be run.", "needs_remote_code"),
        ("OSError: [Errno 28] No space left on device", "disk_full"),
        ("Unable to find image 'vllm-node:latest' locally", "image_missing"),
        ("Error: Cluster launch aborted because image 'vllm-node' differs", "image_mismatch"),
        ("docker: Error response from daemon: Conflict. The container name \"/vllm_node\" is already in use by container \"1f\".", "name_conflict"),
        ("permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            "docker_permission"),
        ("permission denied while trying to connect to the docker API at unix:///var/run/docker.sock",
            "docker_permission"),
        ("failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct",
            "docker_down"),
        ("Error: Passwordless SSH to 192.168.100.2 failed.", "peer_unreachable"),
        ("Cluster containers are already running. Skipping launch.", "second_launch")
    ];

    private static readonly (string Line, string Code)[] Symptoms =
    [
        ("RuntimeError: NCCL error: unhandled system error (run with NCCL_DEBUG=INFO for details)", "interconnect"),
        ("torch.distributed.DistBackendError: unhandled system error", "interconnect"),
        ("ncclSystemError: System call (e.g. socket, malloc) or external library call failed", "interconnect"),
        ("NCCL_ERROR_SYSTEM_ERROR", "interconnect"),
        ("RayWorkerProc rank=[2] died unexpectedly", "worker_lost"),
        ("ERROR [multiproc_executor.py:1] Worker proc VllmWorker-1 died unexpectedly, shutting down.", "worker_lost"),
        ("ERROR [core_client.py:570] Engine core proc EngineCore_DP0 died unexpectedly, shutting down.", "worker_lost"),
        ("ray.exceptions.RayActorError: The actor died unexpectedly before finishing this task.", "worker_lost"),
        ("(raylet) A worker died or was killed while executing a task by an unexpected system error.", "worker_lost"),
        ("Worker exit type: SYSTEM_ERROR Worker exit detail: connection error code 2. End of file.", "worker_lost"),
        ("ValueError: Tensor parallel size (2) exceeds available GPUs (1).", "worker_not_found"),
        ("ERROR waiting for placement group: timeout after 1800 s", "placement_group"),
        ("RuntimeError: Cannot provide a placement group of placement_group_specs=[{'GPU': 1.0}] within 1800 seconds.",
            "placement_group"),
        ("requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url", "gated"),
        ("EngineCore encountered a fatal error.", "engine_died"),
        ("vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue.", "engine_died"),
        ("Error: something the launcher did not like.", "launcher"),
        ("ptxas warning: sm_121 is not known", "image_too_old"),
        (Generic, "engine_failed")
    ];

    public static TheoryData<string, string> Known() =>
        [.. Roots.Concat(Symptoms).Select(l => new TheoryDataRow<string, string>(l.Line, l.Code))];

    public static TheoryData<string, string> RootCauses() =>
        [.. Roots.Where(
            r => r.Code is not (
                "name_conflict" or "image_missing" or "gated" or "unknown_repository" or "second_launch")).Select(
                    l => new TheoryDataRow<string, string>(l.Line, l.Code))];

    public static TheoryData<string> Harmless() =>
    [
        "INFO No current placement group found. Creating a new placement group.",
        "INFO [shm_broadcast.py:466] No available shared memory broadcast block found in 60 seconds.",
        "(APIServer pid=1) INFO:     10.0.0.7:4711 - \"POST /v1/chat/completions HTTP/1.1\" 200 OK",
        "INFO [gpu_worker.py:456] Available KV cache memory: 17.36 GiB",
        "(EngineCore pid=2) Error: in the words of a model",
        "(Worker_TP0 pid=3) UserWarning: resource_tracker: process died unexpectedly, relaunching.",
        "(EngineCore pid=2) INFO 11-24 12:00:00 [core.py:93] Initializing a V1 LLM engine (v0.17.1) with config: model='org/m', "
            + "tokenizer_revision=None, trust_remote_code=True, dtype=torch.bfloat16, max_seq_len=32768",
        ""
    ];

    [Theory]
    [MemberData(nameof(Known))]
    public void Each_line_means_what_the_facts_say(string line, string code) =>
        Assert.Equal(code, FailureLines.Read(new(LogLine.Launcher, 0, line))?.Failure.Code);

    [Theory]
    [MemberData(nameof(Known))]
    public void Each_names_what_to_do(string line, string code)
    {
        var failure = FailureLines.Read(new(LogLine.Launcher, 0, line))!.Failure;

        Assert.True(failure is { Title.Length: > 0, Remedies.Count: > 0 }, code);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Other_lines_mean_no_failure(string line) => Assert.Null(FailureLines.Read(new("spark1", 0, line)));

    [Theory]
    [MemberData(nameof(RootCauses))]
    public void A_root_cause_wins_whichever_comes_first(string line, string code)
    {
        var swap = Given.Swap(SwapPhase.Loading);

        Assert.Equal(code, swap.Read("spark1", line, Generic).Ticked(30).Failure?.Code);
        Assert.Equal(code, swap.Read("spark1", Generic, line).Ticked(30).Failure?.Code);
    }

    [Theory]
    [InlineData("No space left on device", "torch.OutOfMemoryError", "disk_full")]
    // One that a load may survive gives way to one that it does not.
    [InlineData("Cannot access gated repo", "torch.OutOfMemoryError", "out_of_memory")]
    [InlineData("401 Client Error", "RayWorkerProc rank=[2] died unexpectedly", "worker_lost")]
    // What one Spark says when the other dies is no cause.
    [InlineData("NCCL error", "torch.OutOfMemoryError", "out_of_memory")]
    // The engine dies of what it printed before.
    [InlineData("Cannot access gated repo", Generic, "gated")]
    public void Of_two_causes_the_better_one_is_the_reason(string first, string second, string code) =>
        Assert.Equal(code, Given.Swap(SwapPhase.Loading).Read("spark1", first, second).Ticked(30).Failure?.Code);

    [Theory]
    [InlineData(SwapPhase.Launching)]
    [InlineData(SwapPhase.Loading)]
    public void A_vllm_in_somebody_elses_container_is_no_load_of_ours(SwapPhase phase)
    {
        var after = Given.Swap(phase)
            .Read(LogLine.Launcher, "Cluster containers are already running. Skipping launch.");

        Assert.Equal((SwapPhase.Failed, "second_launch"), (after.Phase, after.Failure?.Code));
    }

    [Theory]
    [InlineData("Unable to find image 'vllm-node:latest' locally")]
    [InlineData("NVIDIA GB10 with CUDA capability sm_121 is not compatible with the current PyTorch installation.")]
    [InlineData("Error: something the launcher did not like.")]
    [InlineData("ERROR [repo_utils.py:65] Error retrieving safetensors: 401 Client Error., retrying 1 of 2")]
    [InlineData("Cannot access gated repo for url https://huggingface.co/org/model/resolve/main/config.json.")]
    [InlineData("Repository Not Found for url: https://huggingface.co/api/models/org/model.")]
    public void A_line_that_a_load_may_survive_does_not_end_it(string line) =>
        Assert.Equal(
            SwapPhase.Launching, Given.Swap(SwapPhase.Launching).Read(LogLine.Launcher, line).Ticked(40).Phase);

    [Fact]
    public void A_context_that_fits_is_offered()
    {
        var failure = FailureLines.Read(new("spark1", 0, KvCache))!.Failure;

        Assert.Equal(190_272, failure.Remedies[0].MaxModelLen);
        Assert.Equal(
            "A context of 196,608 tokens needs 23.25 GiB of KV cache; 22.5 GiB are free for it", failure.Title);
    }

    [Fact]
    public void Free_memory_is_told_in_figures() => Assert.StartsWith(
        "19.77 of 22.05 GiB are free", FailureLines.Read(new("spark1", 0, Roots[0].Line))!.Failure.Title,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Unable to find image 'vllm-node:latest' locally", "./build-and-copy.sh")]
    [InlineData("Unable to find image 'vllm-node-b12x:latest' locally", "./build-and-copy.sh -t vllm-node-b12x")]
    [InlineData(
        "Error: Cluster launch aborted because image 'vllm-node' is not in sync.", "./build-and-copy.sh --no-build -c")]
    [InlineData("Error: Cluster launch aborted because image 'mine:2' is not in sync.",
        "./build-and-copy.sh --no-build -t mine:2 -c")]
    public void The_image_of_the_line_is_the_one_that_is_built(string line, string command) =>
        Assert.Equal(command, FailureLines.Read(new("spark1", 0, line))!.Failure.Remedies[0].Command);
}
