using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>A container as the last sample of its node has seen it, and when that was.</summary>
/// <param name="Sample">What docker said.</param>
/// <param name="At">When the node was asked.</param>
internal sealed record ContainerSight(ContainerSample Sample, DateTimeOffset At)
{
    /// <summary>A sample takes some seconds: clocks that are no further apart are taken for the same.</summary>
    private static readonly TimeSpan SameClock = TimeSpan.FromSeconds(10);

    /// <summary>How far our clock is ahead of the node's; zero when they are the same or that is not known.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>The node or its docker was asked since, and did not say.</summary>
    public bool IsOld { get; init; }

    /// <summary>When it was started, by our clock; null when that is not known.</summary>
    public DateTimeOffset? StartedAt => Sample.StartedAt + Ahead;

    public bool IsRunning => Sample is { Present: true, Status: "running" };

    /// <summary>It has ended and docker is about to start it again.</summary>
    public bool IsComing => Sample is { Present: true, Status: "restarting" };

    /// <summary>Whether it ended in another way than by a stop: 143 is what SIGTERM leaves behind.</summary>
    public bool HasCrashed => !IsRunning && !IsComing
        && (Sample.OomKilled == true || Sample.ExitCode is not (null or 0 or 143));

    /// <summary>Whether it was started after a moment; false when that is not known.</summary>
    public bool StartedAfter(DateTimeOffset moment) => StartedAt > moment;

    /// <summary>
    /// What is known of a container; null when the sample is old, of another machine, or does not say. A sample that
    /// failed leaves what the one before it said.
    /// </summary>
    /// <param name="node">The node it should be on.</param>
    /// <param name="host">The host that the settings name.</param>
    /// <param name="container">Its name.</param>
    /// <param name="now">The present time.</param>
    public static ContainerSight? Of(NodeStatus? node, string? host, string? container, DateTimeOffset now) =>
        node is { SampledAt: { } at } && node.Host == host && now - at <= Observed.CountsFor
        && node.Sample?.Containers?.FirstOrDefault(seen => seen.Name == container) is { Present: not null } found
            ? new(found, at) { Ahead = AheadOf(node.Sample.NodeTime, at), IsOld = node.Stale }
            : null;

    private static TimeSpan AheadOf(DateTimeOffset? theirs, DateTimeOffset ours) =>
        ours - theirs is { } ahead && ahead.Duration() > SameClock ? ahead : TimeSpan.Zero;
}
