namespace SparkControl.Simulator.Docker;

/// <summary>A container of one node: what it was made from, how it is, and what runs in it.</summary>
internal sealed class Container
{
    private readonly List<ContainerProcess> _processes = [];
    private readonly Lock _gate = new();
    private int _lastPid = 1;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Image { get; init; }

    public required string ImageId { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public required IReadOnlyList<string> Variables { get; init; }

    public required ContainerFiles Files { get; init; }

    public required ContainerLog Log { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Volumes and directories as `docker run -v` was given them: source:destination.</summary>
    public IReadOnlyList<string> Mounts { get; init; } = [];

    public bool AutoRemove { get; init; }

    /// <summary>It belongs to the node, as a service that always runs: it is there again after a reset.</summary>
    public bool IsResident { get; init; }

    public string RestartPolicy { get; set; } = "no";

    public long MemoryLimit { get; set; }

    /// <summary>Memory and swap together, as docker counts them; 0 is no limit, -1 unlimited swap.</summary>
    public long MemorySwap { get; set; }

    public ContainerRun? Run { get; set; }

    /// <summary>Docker takes it away: it has its name until then, and nobody else may remove it.</summary>
    public bool IsRemoving { get; set; }

    /// <summary>Set while docker waits before it starts it again; cancelled, it does not.</summary>
    public CancellationTokenSource? Restart { get; set; }

    /// <summary>Who stopped or killed it with docker wants no restart, whatever the policy.</summary>
    public bool IsStoppedByHand { get; set; }

    /// <summary>How long docker waits before the next start of one that ended soon.</summary>
    public TimeSpan RestartDelay { get; set; }

    /// <summary>As docker means it: one that waits for its restart counts too.</summary>
    public bool IsRunning => Run is not null || Restart is not null;

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public int ExitCode { get; set; }

    public int RestartCount { get; set; }

    public bool WasOutOfMemory { get; set; }

    /// <summary>The Ray node that runs here: "head", "worker" or null.</summary>
    public string? Ray { get; set; }

    public IReadOnlyList<ContainerProcess> Processes
    {
        get
        {
            lock (_gate) return [.. _processes];
        }
    }

    public ContainerProcess AddProcess(IReadOnlyList<string> commandLine, Action<bool> end)
    {
        lock (_gate)
        {
            var process = new ContainerProcess(_processes.Count == 0 ? 1 : ++_lastPid, commandLine, end);
            _processes.Add(process);
            return process;
        }
    }

    public void RemoveProcess(ContainerProcess process)
    {
        lock (_gate) _processes.Remove(process);
    }

    public void EndProcesses()
    {
        foreach (var process in Processes.Reverse()) process.End(true);
        lock (_gate)
        {
            _processes.Clear();
            _lastPid = 1;
        }
    }
}
