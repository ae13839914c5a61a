using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>A container as the last sample of its node has seen it, and when that was.</summary>
/// <param name="Sample">What docker said.</param>
/// <param name="At">When the node was asked.</param>
internal sealed record ContainerSight(ContainerSample Sample, DateTimeOffset At)
{
    public bool IsRunning => Sample is { Present: true, Status: "running" };

    /// <summary>It has ended and docker is about to start it again.</summary>
    public bool IsComing => Sample is { Present: true, Status: "restarting" };

    /// <summary>Whether it ended in another way than by a stop: 143 is what SIGTERM leaves behind.</summary>
    public bool HasCrashed => !IsRunning && !IsComing
        && (Sample.OomKilled == true || Sample.ExitCode is not (null or 0 or 143));

    /// <summary>Whether it was started after a moment; false when that is not known.</summary>
    public bool StartedAfter(DateTimeOffset moment) => Sample.StartedAt > moment;

    /// <summary>
    /// What is known of a container; null when the sample is old, of another machine, or does not say.
    /// </summary>
    /// <param name="node">The node it should be on.</param>
    /// <param name="host">The host that the settings name.</param>
    /// <param name="container">Its name.</param>
    /// <param name="now">The present time.</param>
    public static ContainerSight? Of(NodeStatus? node, string? host, string? container, DateTimeOffset now) =>
        node is { Stale: false, SampledAt: { } at } && node.Host == host && now - at <= Observed.CountsFor
        && node.Sample?.Containers?.FirstOrDefault(seen => seen.Name == container) is { Present: not null } found
            ? new(found, at)
            : null;
}
