namespace SparkControl.Contracts;

/// <summary>
/// What one sample of a node holds. A figure that the node did not give is null, never 0: nvidia-smi has no memory to
/// report on a GB10, and an older kernel no pressure.
/// </summary>
public sealed record NodeSample
{
    public string? Hostname { get; init; }

    /// <summary>Since the node was started.</summary>
    public double? UptimeSeconds { get; init; }

    /// <summary>What the node's own clock said; it may be wrong.</summary>
    public DateTimeOffset? NodeTime { get; init; }

    /// <summary>Unified memory from /proc/meminfo.</summary>
    public long? MemTotalBytes { get; init; }

    public long? MemAvailableBytes { get; init; }

    /// <summary>Without what the page cache would give back: what CUDA takes for free.</summary>
    public long? MemFreeBytes { get; init; }

    public long? SwapTotalBytes { get; init; }
    public long? SwapFreeBytes { get; init; }

    /// <summary>Pages since the start of the node; a page may have 4 or 64 KiB.</summary>
    public long? SwappedInPages { get; init; }

    public long? SwappedOutPages { get; init; }

    /// <summary>Between the sample before and this one.</summary>
    public double? SwapInPagesPerSecond { get; init; }

    public double? SwapOutPagesPerSecond { get; init; }

    public Pressure? CpuPressure { get; init; }
    public Pressure? MemoryPressure { get; init; }
    public Pressure? IoPressure { get; init; }

    public double? Load1 { get; init; }
    public double? Load5 { get; init; }
    public double? Load15 { get; init; }

    /// <summary>Of the hottest zone that the kernel knows.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>The file systems that hold the home, the launcher and the weights, each once.</summary>
    public IReadOnlyList<DiskUse>? Disks { get; init; }

    /// <summary>The containers that the settings name for this node.</summary>
    public IReadOnlyList<ContainerSample>? Containers { get; init; }

    /// <summary>What nvidia-smi said; it is asked in every second sample.</summary>
    public GpuSample? Gpu { get; init; }

    /// <summary>Processor time that the sample itself has taken on the node.</summary>
    public double? CostCpuMs { get; init; }
}

/// <summary>How long somebody waited for a resource, in % of the time.</summary>
/// <param name="SomePercent10">At least one process waited, over 10 s.</param>
/// <param name="SomePercent60">The same over 60 s.</param>
/// <param name="FullPercent10">All that could run waited, over 10 s; null where the kernel does not say.</param>
/// <param name="FullPercent60">The same over 60 s.</param>
public sealed record Pressure(
    double? SomePercent10, double? SomePercent60, double? FullPercent10, double? FullPercent60);

/// <summary>A file system.</summary>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="FreeBytes">What our user may still write.</param>
/// <param name="Holds">What of ours is on it: <c>home</c>, <c>launcher</c>, <c>weights</c>.</param>
public sealed record DiskUse(string Mount, long SizeBytes, long FreeBytes, IReadOnlyList<string> Holds);

/// <summary>A container that should be there.</summary>
/// <param name="Name">Its name.</param>
public sealed record ContainerSample(string Name)
{
    /// <summary>Null when docker did not say.</summary>
    public bool? Present { get; init; }

    /// <summary>Docker's word: <c>running</c>, <c>exited</c>, <c>restarting</c>, …</summary>
    public string? Status { get; init; }

    /// <summary>How often docker has restarted it.</summary>
    public int? RestartCount { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The kernel ended it for want of memory.</summary>
    public bool? OomKilled { get; init; }

    /// <summary>Of its last end; null while it runs.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>What nvidia-smi says.</summary>
public sealed record GpuSample
{
    /// <summary>When it was asked; null when that is not known.</summary>
    public DateTimeOffset? At { get; init; }

    public double? UtilizationPercent { get; init; }
    public double? TemperatureC { get; init; }
    public double? PowerW { get; init; }
    public double? SmClockMhz { get; init; }

    /// <summary>Why it is slower than it could be, as <c>sw_power_cap</c>; empty for no reason.</summary>
    public IReadOnlyList<string>? Throttle { get; init; }

    /// <summary>Who holds GPU memory.</summary>
    public IReadOnlyList<GpuProcess>? Processes { get; init; }
}

/// <summary>A process on the GPU.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemoryBytes">What it holds; null when that is not said.</param>
public sealed record GpuProcess(int Pid, string Name, long? MemoryBytes);
