using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>For how long what nvidia-smi said is told, and for how long it counts.</summary>
internal static class GpuAge
{
    /// <summary>Until it should have said something else.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(12);

    /// <summary>
    /// What the sample before has of the GPU; null when that is too old, or from before a restart of the node.
    /// </summary>
    /// <param name="found">A sample in which nvidia-smi was not asked.</param>
    /// <param name="before">The one before; null for none.</param>
    /// <param name="now">The present time.</param>
    public static GpuSample? GpuSince(this NodeSample found, NodeSample? before, DateTimeOffset now) =>
        now - before?.Gpu?.At < Told && !(found.UptimeSeconds < before!.UptimeSeconds) ? before.Gpu : null;

    /// <summary>What counts of a node; null when it is too old or of another machine.</summary>
    public static GpuSample? Fresh(NodeStatus? node, string? host, DateTimeOffset now) =>
        node?.Host == host && now - node?.Sample?.Gpu?.At <= Observed.CountsFor ? node!.Sample!.Gpu : null;
}
