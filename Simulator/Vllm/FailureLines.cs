using System.Globalization;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Scenarios;

namespace SparkControl.Simulator.Vllm;

/// <summary>What vLLM prints when a start does not end well.</summary>
internal static class FailureLines
{
    private const double Gib = 1L << 30;

    /// <summary>What goes wrong when this part of the weights is there.</summary>
    public static IEnumerable<Step> Loading(LoadPlan plan, double part, Voice voice) => plan.Scenario.Kind switch
    {
        ScenarioKind.OutOfMemory when part >= 0.8 => OutOfMemory(plan, part, voice),
        _ when plan.IsOutOfMemory && part >= 0.9 => OutOfMemory(plan, part, voice),
        ScenarioKind.Stall when part >= 0.4 => [new Step(TimeSpan.Zero, null) { Effect = StepEffect.Hang }],
        ScenarioKind.SshDrops or ScenarioKind.HostKeyChanged or ScenarioKind.SilentNode when Reaches(plan, part, 0.4) =>
            [new Step(TimeSpan.Zero, null) { Effect = StepEffect.TroubleSsh }],
        ScenarioKind.WorkerDies when part >= 0.5 && plan.Ranks > 1 =>
        [
            new Step(TimeSpan.Zero, null) { Effect = StepEffect.KillWorker },
            new Step(TimeSpan.Zero, null) { Effect = StepEffect.Hang }
        ],
        _ => []
    };

    /// <summary>Why this launch cannot go as it was told to; null when it can.</summary>
    public static IEnumerable<Step>? Impossible(LoadPlan plan, bool hasSsh) => plan.Scenario.Kind switch
    {
        ScenarioKind.WorkerDies when plan.Ranks == 1 =>
            [Failed("simulator: no worker can die, for this launch runs on one node")],
        ScenarioKind.SshDrops or ScenarioKind.HostKeyChanged or ScenarioKind.SilentNode when !hasSsh =>
            [Failed("simulator: SSH cannot fail, for this node is reached by a local shell")],
        ScenarioKind.ImageMismatch =>
            [Failed("simulator: images are compared before a launch; this one came too late")],
        _ => null
    };

    public static IEnumerable<Step> Cache(LoadPlan plan, Voice voice) => Engine(voice, plan.CacheBytes <= 0
        ? "ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when " +
            "initializing the engine."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"ValueError: To serve at least one request with the model's max seq len ({plan.MaxLength}), " +
            $"{plan.NeededGib:F2} GiB KV cache is needed, which is larger than the available KV cache memory " +
            $"({plan.AvailableGib:F2} GiB). Based on the available memory, the estimated maximum model length is " +
            $"{plan.EstimatedLength}. Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when " +
            $"initializing the engine."));

    public static IEnumerable<Step> FreeMemory(double free, double wanted, double utilization, Voice voice) =>
        Engine(voice, string.Create(
            CultureInfo.InvariantCulture,
            $"ValueError: Free memory on device cuda:0 ({free / Gib:F2}/{NodeMemory.Total / Gib:F2} GiB) on startup " +
            $"is less than desired GPU memory utilization ({utilization}, {wanted / Gib:F2} GiB). Decrease GPU " +
            $"memory utilization or reduce GPU memory used by other processes."));

    public static IEnumerable<Step> TooFewGpus(int ranks, Voice voice) => Engine(voice,
        $"ValueError: Tensor parallel size ({ranks}) exceeds available GPUs (1). If this is intentional and you use " +
        "several nodes, set '--nnodes' or '--distributed-executor-backend ray'.");

    /// <summary>The image was built for another GPU.</summary>
    public static IEnumerable<Step> NoKernel(Voice voice) => Engine(voice,
        "torch.AcceleratorError: CUDA error: no kernel image is available for execution on the device");

    public static IEnumerable<Step> Gated(string model, Voice voice) =>
    [
        At(2, voice.Api($"ERROR {Voice.Clock} [repo_utils.py:65] Error retrieving file list: 401 Client Error. " +
            "(Request ID: Root=1-6923a1b2-4f0e)")),
        At(0, voice.Api("Traceback (most recent call last):")),
        At(0, voice.Api("huggingface_hub.errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-6923a1b2-4f0e)")),
        At(0, voice.Api($"Cannot access gated repo for url https://huggingface.co/{model}/resolve/main/config.json.")),
        Failed(voice.Api($"Access to model {model} is restricted. You must have access to it and be authenticated to " +
            "access it. Please log in."))
    ];

    public static IEnumerable<Step> PortTaken() =>
    [
        At(0.2, "Traceback (most recent call last):") with { IsError = true },
        At(0, "  File \"/usr/local/bin/vllm\", line 10, in <module>") with { IsError = true },
        At(0, "    sys.exit(main())") with { IsError = true },
        Failed("OSError: [Errno 98] Address already in use") with { IsError = true }
    ];

    /// <summary>Both were bound; only when the second one listens it learns that it came late.</summary>
    public static IEnumerable<Step> LateForPort(int port, Voice voice) =>
    [
        Failed(voice.Api(string.Create(CultureInfo.InvariantCulture,
            $"ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', {port}): " +
            $"address already in use"))) with { IsError = true }
    ];

    public static IEnumerable<Step> WorkerLost(Voice voice) => voice.UsesRay
        ?
        [
            At(2, voice.Core("(raylet) A worker died or was killed while executing a task by an unexpected system " +
                "error. Worker exit type: SYSTEM_ERROR Worker exit detail: Worker unexpectedly exits with a " +
                "connection error code 2. End of file.")),
            At(0, voice.Error(
                "ray_executor.py:612", "RayWorkerProc rank=[1] died unexpectedly, shutting down executor.")),
            .. Engine(voice, "ray.exceptions.RayActorError: The actor died unexpectedly before finishing this task.")
        ]
        :
        [
            At(2, voice.Error("multiproc_executor.py:246", "[rank0] torch.distributed.DistBackendError: NCCL error: " +
                "remote process exited or there was a network error, ncclSystemError")),
            .. Engine(voice, "RuntimeError: NCCL error: unhandled system error (run with NCCL_DEBUG=INFO for details)")
        ];

    /// <summary>The engine is gone at once, the API some time later.</summary>
    public static IEnumerable<Step> Crash(Voice voice, TimeSpan dying) =>
    [
        At(0, voice.Error("core.py:842", "EngineCore encountered a fatal error.")) with
        {
            Effect = StepEffect.EngineDies
        },
        At(0, voice.Error("core.py:842", "Traceback (most recent call last):")),
        At(0, voice.Error("core.py:842", "RuntimeError: CUDA error: an illegal memory access was encountered")),
        At(dying.TotalSeconds, voice.Api($"ERROR {Voice.Clock} [async_llm.py:525] AsyncLLM output_handler failed.")),
        Failed(voice.Api("vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue. See stack " +
            "trace (above) for the root cause."))
    ];

    private static IEnumerable<Step> OutOfMemory(LoadPlan plan, double part, Voice voice) =>
        Engine(voice, string.Create(
            CultureInfo.InvariantCulture,
            $"torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.32 GiB. GPU 0 has a total capacity of " +
            $"{NodeMemory.Total / Gib:F2} GiB of which 1.14 GiB is free. Including non-PyTorch memory, this process " +
            $"has {plan.Weights * part / Gib:F2} GiB memory in use."));

    private static IEnumerable<Step> Engine(Voice voice, string cause) =>
    [
        At(1, voice.Error("core.py:770", "EngineCore failed to start.")),
        At(0, voice.Error("core.py:770", "Traceback (most recent call last):")),
        At(0, voice.Error("core.py:770", "  File \"/usr/local/lib/python3.12/dist-packages/vllm/v1/engine/core.py\", " +
            "line 761, in run_engine_core")),
        At(0, voice.Error("core.py:770", cause)),
        At(1, voice.Api("Traceback (most recent call last):")),
        Failed(voice.Api(
            "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}"))
    ];

    // Once, and not with every shard from there on.
    private static bool Reaches(LoadPlan plan, double part, double wanted) =>
        part >= wanted && part - 1.0 / plan.Profile.Shards < wanted;

    private static Step At(double seconds, string text) => new(TimeSpan.FromSeconds(seconds), text);

    private static Step Failed(string text) => At(0.3, text) with { Effect = StepEffect.Fail };
}
