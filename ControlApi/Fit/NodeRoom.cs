using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>The memory of a node once what vLLM serves now is stopped. What nobody has said is null.</summary>
/// <param name="Node">Its name.</param>
/// <param name="TotalBytes">MemTotal, which CUDA takes for the GPU's.</param>
/// <param name="AvailableBytes">MemAvailable then.</param>
/// <param name="FreeBytes">MemFree then: without what the page cache would give back.</param>
internal sealed record NodeRoom(string Node, long? TotalBytes, long? AvailableBytes, long? FreeBytes)
{
    /// <summary>What a node will have, as it was last seen.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="status">How it was last seen; null when nobody has looked.</param>
    /// <param name="swap">The present or last swap: it knows what was available before a model was loaded.</param>
    public static NodeRoom AfterStop(string node, NodeStatus? status, SwapState? swap) => status is { Stale: false }
        ? AfterStop(
            new(node, status.MemTotalBytes, status.MemAvailableBytes)
            {
                FreeBytes = status.Sample?.MemFreeBytes,
                HeldBytes = status.ModelBytes
            }, swap)
        // Old figures of what is free say nothing; how much there is in all stays.
        : new(node, status?.MemTotalBytes, null, null);

    /// <summary>What a node will have, as it was read just now.</summary>
    public static NodeRoom AfterStop(MemoryLook look, SwapState? swap)
    {
        // A driver gives memory back late: what was there before the last load counts, as it does when one is stopped.
        long? before = swap?.Run.Baseline.TryGetValue(look.Node, out var baseline) == true ? baseline : null;
        // What runs may hold most of it, and nobody says how much: then the last swap does, or it is not known.
        if (look.AvailableBytes is not { } now || (look.HeldBytes is null && before is null))
            return new(look.Node, look.TotalBytes, null, null);

        var then = Math.Min(look.TotalBytes ?? long.MaxValue, Math.Max(now + (look.HeldBytes ?? 0), before ?? 0));
        // What files hold now they hold then: what the model holds may have been read a moment before or after.
        return new(look.Node, look.TotalBytes, then, then - (now - look.FreeBytes));
    }
}

/// <summary>Memory of a node as it was read, in bytes; null where nobody said.</summary>
/// <param name="Node">The node.</param>
/// <param name="TotalBytes">MemTotal.</param>
/// <param name="AvailableBytes">MemAvailable.</param>
internal sealed record MemoryLook(string Node, long? TotalBytes, long? AvailableBytes)
{
    /// <summary>MemFree.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>What the model that runs holds of it; 0 when none does.</summary>
    public long? HeldBytes { get; init; }
}
