namespace SparkControl.Simulator.Speech;

/// <summary>One life of a service's process: from its first line to its exit status.</summary>
internal sealed class ServiceLife
{
    private readonly ServiceRun _run;
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAsyncDisposable? _door;
    private int _errors;

    public ServiceLife(SpeechService service, ServiceRun run)
    {
        (Service, _run) = (service, run);
        Gpu = new(service.Node);
        IsWedged = service.IsWedgedForGood;
    }

    public SpeechService Service { get; }

    public ServiceGpu Gpu { get; }

    public bool IsReady { get; private set; }

    /// <summary>CUDA has failed once, and does from then on.</summary>
    public bool IsWedged { get; set; }

    public Pace Pace => Service.Node.Pace;

    /// <summary>Ends when it is ready, or has ended before that.</summary>
    public Task Started => _started.Task;

    /// <summary>Counts what went wrong on a wedged GPU, which says it in turn in more ways than one.</summary>
    public int NextError() => Interlocked.Increment(ref _errors) - 1;

    public void WriteLine(string line) => _run.WriteLine(line);

    /// <summary>It ends now, with this status.</summary>
    public void End(int status) => _end.TrySetResult(status);

    /// <summary>The kernel ends it, and docker hears why.</summary>
    public void EndForMemory()
    {
        _run.RunOutOfMemory();
        End(137);
    }

    /// <summary>Lives until it is ended, and gives its exit status.</summary>
    /// <param name="isWarm">It has been running for long already.</param>
    public async Task<int> RunAsync(bool isWarm)
    {
        await using var killed = _run.Killed.Register(() => End(137));
        await using var terminated = _run.Terminated.Register(SayGoodbye);
        try
        {
            foreach (var step in Service.Plan.Start(Service)) await PlayAsync(step, isWarm);
            return await _end.Task;
        }
        finally
        {
            await CloseAsync();
        }
    }

    private async Task PlayAsync(StartStep step, bool isWarm)
    {
        if (!isWarm) await Task.WhenAny(Pace.WaitAsync(TimeSpan.FromSeconds(step.Seconds), default), _end.Task);
        if (_end.Task.IsCompleted) return;
        WriteLine(step.Line);
        switch (step.Effect)
        {
            case StartEffect.TakeMemory:
                Service.Node.Memory.Hold(Service, Service.Plan.Memory);
                break;
            case StartEffect.Listen:
                await ListenAsync();
                break;
            case StartEffect.Ready:
                if (_door is null) await ListenAsync();
                IsReady = true;
                _started.TrySetResult();
                break;
            case StartEffect.Fail:
                End(1);
                break;
        }
    }

    private async Task ListenAsync()
    {
        var (node, plan) = (Service.Node, Service.Plan);
        if (node.Ports.TryListen(plan.Port, plan.Process, plan.Pid, this))
        {
            _door = await ServiceDoor.OpenAsync(node.Ports.EndPoint(plan.Port), this);
            return;
        }

        WriteLine($"ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', {plan.Port}): " +
            "address already in use");
        End(1);
    }

    private void SayGoodbye()
    {
        foreach (var line in Service.Plan.Goodbye) WriteLine(line);
        End(0);
    }

    private async Task CloseAsync()
    {
        IsReady = false;
        _started.TrySetResult();
        if (_door is not null) await _door.DisposeAsync();
        Service.Node.Ports.Close(Service.Plan.Port, this);
        Service.Node.Memory.Hold(Service, 0);
    }
}
