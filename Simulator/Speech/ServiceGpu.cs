namespace SparkControl.Simulator.Speech;

/// <summary>The GPU as one service uses it: for one request at a time. A second one races, and loses.</summary>
internal sealed class ServiceGpu(SimulatedNode node)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _work;

    /// <summary>Ends when no request is on it.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate) return _work?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>False when another request is on it; who gets true has to end.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (_work is not null) return false;
            _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        node.BeginWork();
        return true;
    }

    public void End()
    {
        node.EndWork();
        lock (_gate)
        {
            _work?.SetResult();
            _work = null;
        }
    }

    /// <summary>Somebody's request is on it for so long, when it is free.</summary>
    public async Task OccupyAsync(TimeSpan time, TimeProvider clock)
    {
        await Idle;
        if (!TryBegin()) return;
        await Task.Delay(time, clock);
        End();
    }
}
