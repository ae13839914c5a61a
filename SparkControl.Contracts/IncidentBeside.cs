namespace SparkControl.Contracts;

/// <summary>What one app has reported during an incident.</summary>
/// <param name="Source">Who; null for those that give no name.</param>
/// <param name="Failed">Its reports that something did not work.</param>
/// <param name="Ok">Its reports that something did.</param>
public sealed record ReportCount(string? Source, long Failed, long Ok);

/// <summary>A node around an incident.</summary>
/// <param name="Node">Its name.</param>
/// <param name="MemTotalBytes">Its unified memory; null when that is not known.</param>
/// <param name="Minutes">From ten minutes before the beginning on, oldest first.</param>
public sealed record NodeBeside(string Node, long? MemTotalBytes, IReadOnlyList<MinuteBeside> Minutes);

/// <summary>A minute of a node; a figure is null where nobody had it.</summary>
public sealed record MinuteBeside
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The least in that minute.</summary>
    public long? MemAvailableBytes { get; init; }

    /// <summary>Of the time, how much some process waited for memory: the worst ten seconds.</summary>
    public double? MemoryPressurePercent { get; init; }

    /// <summary>The same for all that could run: nothing else went on then.</summary>
    public double? MemoryStallPercent { get; init; }

    /// <summary>The most in that minute.</summary>
    public long? SwapUsedBytes { get; init; }

    /// <summary>On the average.</summary>
    public double? GpuPercent { get; init; }

    /// <summary>The most in that minute.</summary>
    public double? GpuTemperatureC { get; init; }
}

/// <summary>The swap that was under way.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">The wanted model's name; null for a stop.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="Lines">The last lines of its log until the incident was over, oldest first, each clipped.</param>
public sealed record SwapBeside(string Id, string? Model, string? Failure, IReadOnlyList<LogLine> Lines);

/// <summary>The last lines of a container whose service has gone down.</summary>
/// <param name="Change">The line of the connectivity log that says so, <c>{service}:{n}</c>.</param>
/// <param name="Service">The service.</param>
/// <param name="Node">The node that was asked.</param>
/// <param name="Container">The container's name there.</param>
/// <param name="ReadAt">When they were read.</param>
/// <param name="Lines">
/// What it printed last, oldest first, each clipped and without keys; of one that was restarted just then, what it
/// printed before that.
/// </param>
public sealed record LogBeside(
    string Change, string Service, string Node, string Container, DateTimeOffset ReadAt, IReadOnlyList<LogLine> Lines);
