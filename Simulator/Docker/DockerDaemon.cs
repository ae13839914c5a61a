using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Docker;

/// <summary>Docker on one node: its containers and images, and their lives.</summary>
internal sealed class DockerDaemon(NodeDirectory directory, Pace pace, Random random) : IAsyncDisposable
{
    /// <summary>How long docker takes to remove a container that asked for it with --rm.</summary>
    private static readonly TimeSpan _removal = TimeSpan.FromSeconds(0.5);

    private readonly List<Container> _containers = [];
    private readonly List<ContainerLife> _lives = [];
    private readonly Lock _gate = new();
    private volatile TaskCompletionSource _faultChanged = new();
    private DockerFault _fault;
    private bool _isEnding;

    public Images Images { get; } = new();

    public Volumes Volumes { get; } = new();

    public NodeDirectory Directory { get; } = directory;

    public Pace Pace { get; } = pace;

    /// <summary>Which program plays process 1 of a command; null starts a real process.</summary>
    public Func<Container, ContainerProgram?> Programs { get; set; } = _ => null;

    /// <summary>What a stand-in needs to find the pair, also inside a container.</summary>
    public IReadOnlyList<string> ToolVariables { get; set; } = [];

    public DockerFault Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            var waiting = _faultChanged;
            _faultChanged = new();
            waiting.TrySetResult();
        }
    }

    public Task FaultChanged => _faultChanged.Task;

    public IReadOnlyList<Container> Containers
    {
        get
        {
            lock (_gate) return [.. _containers.OrderByDescending(container => container.Created)];
        }
    }

    /// <summary>Every container that ran here since the last reset, in order, but for those that always run.</summary>
    public IReadOnlyList<ContainerLife> Lives
    {
        get
        {
            lock (_gate) return [.. _lives];
        }
    }

    public void ForgetLives()
    {
        lock (_gate) _lives.RemoveAll(life => life.To is not null);
    }

    public Container? Find(string nameOrId) =>
        Containers.FirstOrDefault(container => container.Name == nameOrId.TrimStart('/')) ??
        (nameOrId.Length < 3 ? null : Containers.FirstOrDefault(
            container => container.Id.StartsWith(nameOrId, StringComparison.Ordinal)));

    public string NewId()
    {
        var bytes = new byte[32];
        lock (_gate) random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Adds a container; null when the name is taken.</summary>
    public bool TryAdd(Container container)
    {
        lock (_gate)
        {
            if (_isEnding) throw new OperationCanceledException("The pair is ending.");
            if (_containers.Any(other => other.Name == container.Name)) return false;
            _containers.Add(container);
            return true;
        }
    }

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
        await Task.WhenAny(run.Ended.Task, Pace.WaitAsync(grace, CancellationToken.None));
        if (!run.Ended.Task.IsCompleted) await run.KillAsync();
        await run.Ended.Task;
    }

    public async Task KillAsync(Container container)
    {
        if (HoldDown(container) is not { } run) return;
        await run.KillAsync();
        await run.Ended.Task;
    }

    /// <summary>False when docker is removing it already; who gets true has to remove it.</summary>
    public bool TryBeginRemoval(Container container)
    {
        lock (_gate)
        {
            if (container.IsRemoving) return false;
            container.IsRemoving = true;
            return true;
        }
    }

    public void Remove(Container container)
    {
        lock (_gate)
        {
            if (!_containers.Remove(container)) return;
        }

        container.Log.Dispose();
        container.Files.Delete();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate) _isEnding = true;
        foreach (var container in Containers)
        {
            await KillAsync(container);
            if (container.IsRemoving) Remove(container);
            else container.Log.Dispose();
        }
    }

    private async Task LiveAsync(ContainerRun run)
    {
        var container = run.Container;
        var output = new OutputPipe(container.Files.Output, container.Log);
        var program = Programs(container) ?? RealProcess.RunAsync;
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
            EndLife(container);
            if (container.AutoRemove && TryBeginRemoval(container)) _ = RemoveLaterAsync(container);
            run.Ended.SetResult(container.ExitCode);
            run.Dispose();
            if (waiting is not null) _ = RestartAsync(container, waiting);
        }
    }

    private ContainerRun Begin(Container container)
    {
        var run = new ContainerRun(container);
        container.Run = run;
        (container.StartedAt, container.FinishedAt) = (Pace.Now, null);
        (container.ExitCode, container.WasOutOfMemory) = (0, false);
        if (!container.IsResident) _lives.Add(new(container.Id, container.Name, Pace.Now, null));
        container.Log.Reopen();
        container.AddProcess(container.Command, _ => { });
        return run;
    }

    // What docker is to wait for before it starts it again; null when it does not.
    private CancellationTokenSource? End(Container container)
    {
        lock (_gate)
        {
            var lived = (Pace.Now - container.StartedAt!.Value) * Pace.Speed;
            (container.Run, container.Ray, container.FinishedAt) = (null, null, Pace.Now);
            var stays = _isEnding || container.IsStoppedByHand || container.IsRemoving ||
                !RestartRules.Wants(container.RestartPolicy, container.ExitCode, container.RestartCount);
            if (stays) return null;
            container.RestartDelay = RestartRules.Delay(container.RestartDelay, lived);
            return container.Restart = new();
        }
    }

    private async Task RestartAsync(Container container, CancellationTokenSource waiting)
    {
        await Task.WhenAny(Pace.WaitAsync(container.RestartDelay, waiting.Token));
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
        container.Restart?.Cancel();
        container.Restart?.Dispose();
        container.Restart = null;
    }

    // Nobody waits for it: docker stop and docker kill return when the container has ended.
    private async Task RemoveLaterAsync(Container container)
    {
        await Pace.WaitAsync(_removal, CancellationToken.None);
        Remove(container);
    }

    private void EndLife(Container container)
    {
        lock (_gate)
        {
            var life = _lives.FindIndex(life => life.Id == container.Id && life.To is null);
            if (life >= 0) _lives[life] = _lives[life] with { To = Pace.Now };
        }
    }
}
