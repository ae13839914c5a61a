namespace SparkControl.Simulator.Docker;

/// <summary>Which containers ran on a node and when, in order; those that always run are not told.</summary>
internal sealed class ContainerLives
{
    private readonly List<ContainerLife> _lives = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<ContainerLife> All
    {
        get
        {
            lock (_gate) return [.. _lives];
        }
    }

    public void Begin(Container container, DateTimeOffset now)
    {
        if (container.IsResident) return;
        lock (_gate) _lives.Add(new(container.Id, container.Name, now, null));
    }

    public void End(Container container, DateTimeOffset now)
    {
        lock (_gate)
        {
            var life = _lives.FindIndex(life => life.Id == container.Id && life.To is null);
            if (life >= 0) _lives[life] = _lives[life] with { To = now };
        }
    }

    /// <summary>Those that have ended.</summary>
    public void Forget()
    {
        lock (_gate) _lives.RemoveAll(life => life.To is not null);
    }
}
