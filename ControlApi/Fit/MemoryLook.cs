using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>Memory of a node as it was read, in bytes; null where nobody said.</summary>
/// <param name="Node">The node.</param>
/// <param name="TotalBytes">MemTotal.</param>
/// <param name="AvailableBytes">MemAvailable.</param>
/// <param name="FreeBytes">MemFree.</param>
/// <param name="HeldBytes">What the model that runs holds of it; 0 when none does.</param>
internal sealed record MemoryLook(
    string Node, long? TotalBytes, long? AvailableBytes, long? FreeBytes, long? HeldBytes)
{
    /// <summary>As a node was last seen; null when nobody has looked.</summary>
    public static MemoryLook Of(string node, NodeStatus? status) => status is { Stale: false }
        ? new(node, status.MemTotalBytes, status.MemAvailableBytes, status.Sample?.MemFreeBytes, status.ModelBytes)
        // Old figures of what is free say nothing; how much there is in all stays.
        : new(node, status?.MemTotalBytes, null, null, null);
}
