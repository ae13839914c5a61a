namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>A container of the configured name.</summary>
internal sealed class Container(string id, string owner, long startedAt, SourceFile log)
{
    public string Id => id;

    /// <summary>The swap that started it, or who else did.</summary>
    public string Owner => owner;

    public long StartedAt => startedAt;

    public SourceFile Log => log;

    public bool Running { get; set; } = true;

    public bool VllmRuns { get; set; }

    /// <summary>What its server names; null while it does not answer.</summary>
    public string? Serves { get; set; }
}

/// <summary>One of the pair: what of a model is on it, and whose turn was last seen there.</summary>
internal sealed class Node(string name, VirtualTime time)
{
    private const long Free = 110L << 30, Taken = 80L << 30;

    private long memoryBackAt;

    public string Name => name;

    public Container? Container { get; private set; }

    /// <summary>Every container that was ever on it, with its log.</summary>
    public List<Container> All { get; } = [];

    public Dictionary<string, Job> Jobs { get; } = [];

    public long Epoch { get; set; }

    public bool IsAnothers { get; set; }

    public long SilentUntil { get; set; }

    public bool IsSilent => time.Now < SilentUntil;

    public long AvailableBytes => Container is { Running: true } || time.Now < memoryBackAt ? Free - Taken : Free;

    /// <summary>False where docker would say that the name is taken.</summary>
    public bool Start(string owner)
    {
        if (Container is not null) return false;

        var id = $"{name}-{All.Count:d8}";
        Container = new(id, owner, time.Now, new(id, stamped: true, time));
        All.Add(Container);
        return true;
    }

    public void Remove(int memoryLate)
    {
        if (Container is null) return;

        Container.Running = Container.VllmRuns = false;
        Container.Serves = null;
        Container = null;
        memoryBackAt = time.Now + memoryLate;
    }
}

/// <summary>A remote job on a node: its directory is there from the moment of its making.</summary>
internal sealed class Job(SourceFile log)
{
    public SourceFile Log => log;

    public bool Runs { get; set; }

    public int? ExitCode { get; set; }
}
