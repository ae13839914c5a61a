namespace SparkControl.Simulator.Speech;

/// <summary>
/// The GPU as one service uses it: each of its models for one request at a time. A second one races, and loses.
/// </summary>
internal sealed class ServiceGpu(SimulatedNode node)
{
    private static readonly GpuModel[] _all = Enum.GetValues<GpuModel>();

    private readonly Lock _gate = new();
    private readonly Dictionary<GpuModel, TaskCompletionSource> _work = [];

    /// <summary>Ends when no request is on it.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate) return Task.WhenAll(_work.Values.Select(work => work.Task));
        }
    }

    /// <summary>Ends when no request is at this model.</summary>
    public Task IdleOf(GpuModel model)
    {
        lock (_gate) return _work.TryGetValue(model, out var work) ? work.Task : Task.CompletedTask;
    }

    /// <summary>False when another request is at the model; who gets true has to end.</summary>
    public bool TryBegin(GpuModel model) => TryBegin([model]);

    public void End(GpuModel model) => End([model]);

    /// <summary>Somebody's request is on all of it for so long, when it is free.</summary>
    public async Task OccupyAsync(TimeSpan time, TimeProvider clock)
    {
        await Idle;
        if (!TryBegin(_all)) return;
        await Task.Delay(time, clock);
        End(_all);
    }

    private bool TryBegin(GpuModel[] models)
    {
        lock (_gate)
        {
            if (models.Any(_work.ContainsKey)) return false;
            foreach (var model in models) _work[model] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        node.BeginWork();
        return true;
    }

    private void End(GpuModel[] models)
    {
        node.EndWork();
        lock (_gate)
        {
            foreach (var model in models)
            {
                _work.Remove(model, out var work);
                work!.SetResult();
            }
        }
    }
}
