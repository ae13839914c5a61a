using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What the present or last swap knows of memory.</summary>
/// <param name="Baseline">MemAvailable of each node before a model was loaded, in bytes.</param>
/// <param name="GivesBack">It has stopped a model so lately that the driver may still give memory back.</param>
internal sealed record LastLoad(IReadOnlyDictionary<string, long> Baseline, bool GivesBack)
{
    /// <param name="swap">The swap; null when there was none.</param>
    /// <param name="now">The time.</param>
    /// <param name="patience">How long memory may be late.</param>
    public static LastLoad Of(SwapState? swap, DateTimeOffset now, TimeSpan patience)
    {
        var stopped = swap?.Stages.LastOrDefault(stage => stage.Phase == SwapPhase.Stopping);
        var isLate = swap switch
        {
            null or { Phase: SwapPhase.Ready } => false,
            { EndedAt: { } ended } => stopped is not null && now - ended <= patience,
            _ => stopped is not null && now - stopped.At <= patience
        };
        return new(swap?.Run.Baseline ?? new Dictionary<string, long>(), isLate);
    }

    /// <summary>The memory that a node will have once what runs is stopped.</summary>
    public NodeRoom After(MemoryLook look) => NodeRoom.AfterStop(
        look, Baseline.TryGetValue(look.Node, out var before) ? before : null, GivesBack);
}
