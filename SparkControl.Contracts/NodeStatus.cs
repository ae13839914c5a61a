namespace SparkControl.Contracts;

/// <summary>A node as HealthMonitor last saw it.</summary>
public sealed record NodeStatus
{
    public required string Name { get; init; }
    public required string Host { get; init; }
    public required NodeLink Link { get; init; }

    /// <summary>When the figures below were read; null when never.</summary>
    public DateTimeOffset? SampledAt { get; init; }

    /// <summary>Unified memory from /proc/meminfo, in bytes.</summary>
    public long? MemTotalBytes { get; init; }

    public long? MemAvailableBytes { get; init; }

    /// <summary>GPU memory of the processes that hold any, in bytes: the model.</summary>
    public long? GpuProcessBytes { get; init; }

    public string? Hostname { get; init; }

    /// <summary>All of the last good sample; null when there was none.</summary>
    public NodeSample? Sample { get; init; }

    /// <summary>The last attempt has failed: what is here is older than it should be.</summary>
    public bool Stale { get; init; }
}
