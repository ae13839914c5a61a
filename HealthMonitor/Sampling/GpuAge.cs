using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>How long what nvidia-smi said is told: until it should have said something else.</summary>
internal static class GpuAge
{
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(12);

    /// <summary>
    /// What the sample before has of the GPU; null when that is too old, or from before a restart of the node.
    /// </summary>
    /// <param name="found">A sample in which nvidia-smi was not asked.</param>
    /// <param name="before">The one before; null for none.</param>
    /// <param name="now">The present time.</param>
    public static GpuSample? GpuSince(this NodeSample found, NodeSample? before, DateTimeOffset now) =>
        now - before?.Gpu?.At < Told && !(found.UptimeSeconds < before!.UptimeSeconds) ? before.Gpu : null;
}
