namespace SparkControl.Simulator.Docker;

/// <summary>The first processes that are played instead of started.</summary>
internal static class ContainerPrograms
{
    public static ContainerProgram? For(Container container) => Path.GetFileName(container.Command[0]) switch
    {
        "sleep" when container.Command is [_, "infinity"] => SleepAsync,
        "run-cluster-node.sh" => RayNodeAsync,
        "nvidia_entrypoint.sh" => ServiceAsync,
        _ => null
    };

    /// <summary>As process 1 sleep ignores SIGTERM: only SIGKILL ends it.</summary>
    private static async Task<int> SleepAsync(ContainerRun run)
    {
        await WaitAsync(run.Killed);
        return 137;
    }

    /// <summary>A service of its own image, such as speech: it runs until it is asked to end.</summary>
    private static async Task<int> ServiceAsync(ContainerRun run)
    {
        await WaitAsync(run.Terminated, run.Killed);
        return run.Killed.IsCancellationRequested ? 137 : 0;
    }

    // ray start --block obeys SIGTERM.
    private static async Task<int> RayNodeAsync(ContainerRun run)
    {
        var container = run.Container;
        var flags = Flags.Parse([.. container.Command.Skip(1)], "role host-ip head-ip eth-if ib-if", "");
        var (role, address) = (flags.Value("role") ?? "head", flags.Value("host-ip") ?? "127.0.0.1");
        var isHead = role == "head";
        container.Ray = isHead ? "head" : "worker";
        container.Log.WriteLine($"Configuring environment for [{role}] at {address}...");
        container.Log.WriteLine(
            isHead
                ? "Starting Ray HEAD node..."
                : $"Starting Ray WORKER node connecting to {flags.Value("head-ip")}...");
        foreach (var line in RayLines.Started(isHead, address, blocks: true)) container.Log.WriteLine(line);
        await WaitAsync(run.Terminated, run.Killed);
        return run.Killed.IsCancellationRequested ? 137 : 0;
    }

    private static async Task WaitAsync(params CancellationToken[] any)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(any);
        await Task.Delay(Timeout.Infinite, ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
