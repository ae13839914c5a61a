using SparkControl.Contracts;
using static SparkControl.ControlApi.Swaps.FailureCause;
using static SparkControl.ControlApi.Swaps.HostCauses;
using static SparkControl.ControlApi.Swaps.MemoryCauses;
using static SparkControl.ControlApi.Swaps.ModelCauses;
using static SparkControl.ControlApi.Swaps.PairCauses;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The lines by which loads fail, each with what it means.</summary>
internal static class FailureLines
{
    /// <summary>Said of an engine or its workers, and by Python of its own help, which it starts again.</summary>
    private const string Died = "died unexpectedly";

    /// <summary>Begins the launcher's own sentences; in vLLM's log the words are anywhere.</summary>
    private const string Error = "Error: ";

    // The first that is in a line counts.
    private static readonly (string Text, Func<string, FailureCause> Cause)[] Known =
    [
        ("KV cache is needed, which is larger than the available KV cache memory", KvCacheTooSmall),
        ("No available memory for the cache blocks", _ => NoKvCache),
        ("is less than desired GPU memory utilization", MemoryTaken),
        ("torch.OutOfMemoryError", _ => OutOfMemory),
        ("NV_ERR_NO_MEMORY", _ => OutOfMemory),
        ("ray.exceptions.OutOfMemoryError", _ => OutOfMemory),
        ("ncclSystemError", _ => Interconnect),
        ("NCCL error", _ => Interconnect),
        ("NCCL_ERROR_SYSTEM_ERROR", _ => Interconnect),
        ("unhandled system error", _ => Interconnect),
        // vLLM goes on with the files it has when Hugging Face refuses; where it cannot, it dies by itself.
        ("Cannot access gated repo", _ => Gated(Root)),
        ("GatedRepoError", _ => Gated(Root)),
        ("Repository Not Found", _ => UnknownRepository),
        ("RepositoryNotFoundError", _ => UnknownRepository),
        ("401 Client Error", _ => Gated(Symptom)),
        ("is not a valid model identifier", _ => NoSuchModel),
        ("not supported for now", _ => ImageTooOld(Root)),
        ("no kernel image is available for execution", _ => ImageTooOld(Root)),
        ("is not defined for option 'gpu-name'", _ => ImageTooOld(Root)),
        ("unrecognized arguments:", BadArgument),
        ("error: argument --", BadArgument),
        // With its backticks: every engine prints its own setting at its start, without them.
        ("`trust_remote_code=True`", _ => NeedsRemoteCode),
        ("No space left on device", _ => DiskFull),
        ("Unable to find image", ImageMissing),
        ("Cluster launch aborted because image", ImageMismatch),
        ("The container name", _ => NameConflict),
        ("permission denied while trying to connect to the ", _ => DockerPermission),
        ("Cannot connect to the Docker daemon", _ => DockerDown),
        ("failed to connect to the docker API", _ => DockerDown),
        ("Passwordless SSH to", _ => PeerUnreachable),
        ("Activating solo mode", _ => OnlyOneFound),
        ("Skipping launch", _ => OthersContainer),
        ("Address already in use", _ => PortInUse),
        ("address already in use", _ => PortInUse),
        ("error while attempting to bind on address", _ => PortInUse),
        (Died, _ => WorkerLost),
        ("RayActorError", _ => WorkerLost),
        ("A worker died or was killed", _ => WorkerLost),
        ("Worker exit type: SYSTEM_ERROR", _ => WorkerLost),
        ("exceeds available GPU", _ => OnlyOneGpu),
        ("Timeout waiting for cluster to start", _ => ClusterTimeout),
        ("Cannot provide a placement group", _ => NoPlacementGroup),
        ("Engine core initialization failed", _ => Engine("engine_failed", "The engine did not start")),
        ("EngineDeadError", _ => Engine("engine_died", "The engine died")),
        ("EngineCore encountered a fatal error", _ => Engine("engine_died", "The engine died")),
        // The GPU's name in a warning is no failure; where a load does fail, an old image is the likely cause.
        ("sm_121", _ => ImageTooOld(Hint)),
        (Error, LauncherSays)
    ];

    /// <summary>The cause that a line names; null for the others.</summary>
    public static FailureCause? Read(LogLine line)
    {
        if (FailureFigures.IsPlacementTimeout(line.Text)) return NoPlacementGroup;

        foreach (var (text, cause) in Known)
        {
            if (!line.Text.Contains(text, StringComparison.Ordinal)) continue;
            if (text == Error && !IsLaunchersOwn(line)) continue;
            if (text == Died && !FailureFigures.IsDeadEngine(line.Text)) continue;

            return cause(line.Text);
        }

        return null;
    }

    private static bool IsLaunchersOwn(LogLine line) =>
        line.Node == LogLine.Launcher && line.Text.StartsWith(Error, StringComparison.Ordinal);
}
