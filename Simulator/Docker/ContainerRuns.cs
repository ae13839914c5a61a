namespace SparkControl.Simulator.Docker;

/// <summary>Starts and ends the containers of one node, and starts those again whose policy says so.</summary>
internal sealed class ContainerRuns(DockerDaemon daemon)
{
    private readonly Lock _gate = new();
    private bool _isClosed;

    /// <summary>Every container that ran here since the last reset, but for those that always run.</summary>
    public ContainerLives Lives { get; } = new();

    /// <summary>As somebody does by hand: restarts are counted anew.</summary>
    public void Start(Container container)
    {
        ContainerRun run;
        lock (_gate)
        {
            if (container.Run is not null) return;
            Unwait(container);
            (container.RestartCount, container.RestartDelay, container.IsStoppedByHand) = (0, TimeSpan.Zero, false);
            run = Begin(container);
        }

        _ = LiveAsync(run);
    }

    /// <summary>SIGTERM, and SIGKILL when process 1 has not ended after the grace.</summary>
    public async Task StopAsync(Container container, TimeSpan grace)
    {
        if (HoldDown(container) is not { } run) return;
        await run.TerminateAsync();
        await Task.WhenAny(run.Ended.Task, daemon.Pace.WaitAsync(grace, CancellationToken.None));
        if (!run.Ended.Task.IsCompleted) await run.KillAsync();
        await run.Ended.Task;
    }

    public async Task KillAsync(Container container)
    {
        if (HoldDown(container) is not { } run) return;
        await run.KillAsync();
        await run.Ended.Task;
    }

    /// <summary>Nothing is started again.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
    }

    private async Task LiveAsync(ContainerRun run)
    {
        var container = run.Container;
        var output = new OutputPipe(container.Files.Output, container.Log);
        var program = daemon.Programs(container) ?? RealProcess.RunAsync;
        try
        {
            container.ExitCode = await program(run);
        }
        catch (Exception failure)
        {
            container.Log.WriteLine(failure.Message);
            container.ExitCode = 127;
        }

        try
        {
            await run.KillAsync();
            container.EndProcesses();
            await output.DisposeAsync();
        }
        finally
        {
            // Whatever went wrong, nobody waits for ever.
            var waiting = End(container);
            container.Log.Complete();
            Lives.End(container, daemon.Pace.Now);
            _ = daemon.RemoveLaterAsync(container);
            run.Ended.SetResult(container.ExitCode);
            run.Dispose();
            if (waiting is not null) _ = RestartAsync(container, waiting);
        }
    }

    private ContainerRun Begin(Container container)
    {
        var run = new ContainerRun(container);
        container.Run = run;
        (container.StartedAt, container.FinishedAt) = (daemon.Pace.Now, null);
        (container.ExitCode, container.WasOutOfMemory) = (0, false);
        Lives.Begin(container, daemon.Pace.Now);
        container.Log.Reopen();
        container.AddProcess(container.Command, _ => { });
        return run;
    }

    // What docker is to wait for before it starts it again; null when it does not.
    private CancellationTokenSource? End(Container container)
    {
        lock (_gate)
        {
            var lived = (daemon.Pace.Now - container.StartedAt!.Value) * daemon.Pace.Speed;
            (container.Run, container.Ray, container.FinishedAt) = (null, null, daemon.Pace.Now);
            var stays = _isClosed || container.IsStoppedByHand || container.IsRemoving ||
                !RestartRules.Wants(container.RestartPolicy, container.ExitCode, container.RestartCount);
            if (stays) return null;
            container.RestartDelay = RestartRules.Delay(container.RestartDelay, lived);
            return container.Restart = new();
        }
    }

    private async Task RestartAsync(Container container, CancellationTokenSource waiting)
    {
        await Task.WhenAny(daemon.Pace.WaitAsync(container.RestartDelay, waiting.Token));
        ContainerRun run;
        lock (_gate)
        {
            if (container.Restart != waiting) return;
            Unwait(container);
            container.RestartCount++;
            run = Begin(container);
        }

        _ = LiveAsync(run);
    }

    private ContainerRun? HoldDown(Container container)
    {
        lock (_gate)
        {
            container.IsStoppedByHand = true;
            Unwait(container);
            return container.Run;
        }
    }

    private static void Unwait(Container container)
    {
        // First, for who waits may go on within the cancelling.
        var waiting = container.Restart;
        container.Restart = null;
        waiting?.Cancel();
        waiting?.Dispose();
    }
}
