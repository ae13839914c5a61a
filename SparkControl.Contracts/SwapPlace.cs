namespace SparkControl.Contracts;

/// <summary>Where a swap looks for its model, whatever is set meanwhile.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Port">vLLM's port.</param>
/// <param name="Image">The image.</param>
/// <param name="WorkerAddress">The worker's address as the head knows it; null when it is not set.</param>
public sealed record SwapPlace(string Container, int Port, string Image, string? WorkerAddress = null)
{
    /// <summary>Which machine each node was, by node; empty in a swap that an older version has begun.</summary>
    public IReadOnlyDictionary<string, NodeAddress> Machines { get; init; } = new Dictionary<string, NodeAddress>();

    /// <summary>Where the launcher is on the head; null in a swap that an older version has begun.</summary>
    public string? LauncherDir { get; init; }
}

/// <summary>Where a node is asked.</summary>
/// <param name="Host">Its address or name.</param>
/// <param name="Port">The port of its SSH server.</param>
public sealed record NodeAddress(string Host, int Port);
