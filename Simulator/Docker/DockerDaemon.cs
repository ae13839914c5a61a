using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Docker;

/// <summary>Docker on one node: its containers and images, and their lives.</summary>
internal sealed class DockerDaemon : IAsyncDisposable
{
    /// <summary>How long docker takes to remove a container that asked for it with --rm.</summary>
    private static readonly TimeSpan _removal = TimeSpan.FromSeconds(0.5);

    private readonly List<Container> _containers = [];
    private readonly Lock _gate = new();
    private readonly Random _random;
    private volatile TaskCompletionSource _faultChanged = new();
    private DockerFault _fault;
    private bool _isEnding;

    public DockerDaemon(NodeDirectory directory, Pace pace, Random random, ImageRegistry registry)
    {
        (Directory, Pace, _random, Registry) = (directory, pace, random, registry);
        Runs = new(this);
    }

    public Images Images { get; } = new();

    /// <summary>Where images come from, and what is in them.</summary>
    public ImageRegistry Registry { get; }

    /// <summary>What goes wrong when images are made or moved.</summary>
    public BuildTrouble Trouble { get; set; }

    public Volumes Volumes { get; } = new();

    public NodeDirectory Directory { get; }

    public Pace Pace { get; }

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

    /// <summary>What starts containers, ends them, and starts them again.</summary>
    public ContainerRuns Runs { get; }

    public Container? Find(string nameOrId) =>
        Containers.FirstOrDefault(container => container.Name == nameOrId.TrimStart('/')) ??
        (nameOrId.Length < 3 ? null : Containers.FirstOrDefault(
            container => container.Id.StartsWith(nameOrId, StringComparison.Ordinal)));

    public string NewId()
    {
        var bytes = new byte[32];
        lock (_gate) _random.NextBytes(bytes);
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
        Runs.Close();
        foreach (var container in Containers)
        {
            await Runs.KillAsync(container);
            if (container.IsRemoving) Remove(container);
            else container.Log.Dispose();
        }
    }

    /// <summary>
    /// What docker does with one that has ended and asked for it with --rm. docker stop and docker kill do not wait.
    /// </summary>
    public async Task RemoveLaterAsync(Container container)
    {
        if (!container.AutoRemove || !TryBeginRemoval(container)) return;
        await Pace.WaitAsync(_removal, CancellationToken.None);
        Remove(container);
    }
}
