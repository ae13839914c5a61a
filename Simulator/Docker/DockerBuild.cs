using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker build, step by step on stderr as BuildKit tells it without a terminal.</summary>
internal static class DockerBuild
{
    private static readonly string[] _steps =
    [
        "RUN apt-get update && apt-get install -y --no-install-recommends libibverbs1 ninja-build",
        "RUN uv pip install torch torchvision torchaudio", "COPY wheels/ /workspace/wheels/",
        "RUN uv pip install /workspace/wheels/*.whl", "RUN uv pip install ray fastsafetensors",
        "COPY run-cluster-node.sh /workspace/"
    ];

    public static async Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(
            call.Words, "t tag f file o output build-arg network progress target", "q quiet no-cache pull");
        var output = await call.Connection.RelayAsync();
        await output.WriteAsync("#0 building with \"default\" instance using docker driver\n\n", isError: true);
        var target = flags.Value("target") ?? "runner";
        if (!await StepsAsync(call, output, target, Time(flags) / _steps.Length)) return;

        await output.WriteAsync($"#{_steps.Length + 1} exporting to image\n", isError: true);
        if (flags.All("t", "tag").Any()) await output.WriteAsync(Put(call.Daemon, flags), isError: true);
        await output.WriteAsync($"#{_steps.Length + 1} DONE 0.1s\n", isError: true);
    }

    private static async Task<bool> StepsAsync(DockerCall call, Relay output, string target, TimeSpan each)
    {
        for (var step = 1; step <= _steps.Length; step++)
        {
            var title = $"[{target} {step}/{_steps.Length}] {_steps[step - 1]}";
            await output.WriteAsync($"#{step} {title}\n", isError: true);
            await call.Daemon.Pace.WaitAsync(each, call.Connection.Gone);
            if (Failure(call.Daemon, step) is { } reason)
            {
                await output.WriteAsync(
                    $"#{step} ERROR: {reason}\n------\n > {title}:\n------\nERROR: failed to solve: {reason}\n",
                    isError: true);
                await output.ExitAsync(1);
                return false;
            }

            var took = call.Daemon.Pace.Compressed(each).TotalSeconds;
            await output.WriteAsync(FormattableString.Invariant($"#{step} DONE {took:F1}s\n\n"), isError: true);
        }

        return true;
    }

    private static string? Failure(DockerDaemon daemon, int step) => (daemon.Trouble, step) switch
    {
        (_, 2) when daemon.Directory.HasSwitch(SimulatedNode.Offline) => Exited(1),
        (BuildTrouble.BuildFails, 4) => Exited(3),
        (BuildTrouble.NoSpace, 5) =>
            "failed to copy files: write /workspace/wheels/vllm-0.17.1-cp312-cp312-linux_aarch64.whl: no space left " +
            "on device",
        _ => null
    };

    private static string Exited(int step) =>
        $"process \"/bin/sh -c {_steps[step][4..]}\" did not complete successfully: exit code: 1";

    private static string Put(DockerDaemon daemon, Flags flags)
    {
        var (id, number) = (daemon.Registry.Build(), _steps.Length + 1);
        var said = $"#{number} writing image {id} done\n";
        foreach (var tag in flags.All("t", "tag"))
        {
            daemon.Images.Put(tag, id, daemon.Pace.Now);
            said += $"#{number} naming to docker.io/library/{Images.Tagged(tag)} done\n";
        }

        return said;
    }

    // vLLM from its sources is what takes long; wheels of it are made by a target of their own.
    private static TimeSpan Time(Flags flags) => TimeSpan.FromMinutes(
        flags.All("build-arg").Any(argument => argument.StartsWith("VLLM_REF=", StringComparison.Ordinal)) &&
            flags.Value("target") is null ? 6
        : flags.Value("target") is null ? 3 : 4);
}
