using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Fit;

/// <summary>What the present or last swap knows of memory.</summary>
/// <param name="Baseline">MemAvailable of each node before a model was loaded, in bytes.</param>
/// <param name="IsMoving">
/// It stops or loads a model, or has so lately: a driver may still give memory back, and a sample may have been taken
/// in between.
/// </param>
internal sealed record LastLoad(IReadOnlyDictionary<string, long> Baseline, bool IsMoving)
{
    /// <param name="swap">The swap; null when there was none.</param>
    /// <param name="now">The time.</param>
    /// <param name="patience">How long memory may be late.</param>
    public static LastLoad Of(SwapState? swap, DateTimeOffset now, TimeSpan patience) => new(
        swap?.Run.Baseline ?? new Dictionary<string, long>(),
        swap is { IsActive: true } && HasStopped(swap) || (EndOf(swap) is { } ended && now - ended <= patience));

    /// <summary>
    /// When the last swap ended that has stopped or loaded a model; null for none, and where what it held was waited
    /// for in vain. A swap that was refused, or is only looking, has moved nothing: the one before it counts.
    /// </summary>
    /// <param name="swap">The present or the last swap.</param>
    public static DateTimeOffset? EndOf(SwapState? swap) => swap switch
    {
        null or { Failure.Code: StopRules.MemoryNotBack } => null,
        _ when HasStopped(swap) => swap.EndedAt,
        _ => swap.Run.FormerEnd
    };

    /// <summary>The memory that a node will have once what runs is stopped.</summary>
    public NodeRoom After(MemoryLook look) => NodeRoom.AfterStop(
        look, Baseline.TryGetValue(look.Node, out var before) ? before : null, IsMoving);

    private static bool HasStopped(SwapState swap) => swap.Stages.Any(stage => stage.Phase == SwapPhase.Stopping);
}
