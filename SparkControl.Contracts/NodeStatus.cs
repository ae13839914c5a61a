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

    /// <summary>GPU memory of the processes that hold any, in bytes: the model's and those of speech.</summary>
    public long? GpuProcessBytes { get; init; }

    /// <summary>What of it the model holds, in bytes; null when that cannot be told.</summary>
    public long? ModelBytes { get; init; }

    public string? Hostname { get; init; }

    /// <summary>All of the last good sample; null when there was none.</summary>
    public NodeSample? Sample { get; init; }

    /// <summary>The last attempt has failed: what is here is older than it should be.</summary>
    public bool Stale { get; init; }

    /// <summary>It is about to run out of memory; null when nothing speaks for that.</summary>
    public NodeWarning? Warning { get; init; }
}

/// <summary>A node is about to wedge.</summary>
/// <param name="Code">
/// A stable word for programs: <c>memory_low</c>, <c>memory_pressure</c> or <c>swapping</c>.
/// </param>
/// <param name="Sentence">What was seen, with its figures.</param>
/// <param name="Since">Since when.</param>
public sealed record NodeWarning(string Code, string Sentence, DateTimeOffset Since);
