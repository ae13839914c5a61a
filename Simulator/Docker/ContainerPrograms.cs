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
        var words = container.Command;
        var isWorker = words.Contains("node") || words.Contains("worker");
        container.Ray = isWorker ? "worker" : "head";
        var address = words.LastOrDefault(word => word.Split('.').Length == 4) ?? "192.168.100.1";
        string[] lines =
        [
            $"Configuring environment for [{(isWorker ? "node" : "head")}] at {address}...",
            isWorker ? $"Starting Ray WORKER node connecting to {address}..." : "Starting Ray HEAD node...",
            "Local node IP: " + address, "--------------------", "Ray runtime started.", "--------------------", "--block",
            "  This command will now block forever until terminated by a signal."
        ];
        foreach (var line in lines) container.Log.WriteLine(line);
        await WaitAsync(run.Terminated, run.Killed);
        return run.Killed.IsCancellationRequested ? 137 : 0;
    }

    private static async Task WaitAsync(params CancellationToken[] any)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(any);
        await Task.Delay(Timeout.Infinite, ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
