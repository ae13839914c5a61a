using SparkControl.Contracts;

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
        swap?.Stages.Any(stage => stage.Phase == SwapPhase.Stopping) == true
            && !(swap.EndedAt is { } ended && now - ended > patience));

    /// <summary>The memory that a node will have once what runs is stopped.</summary>
    public NodeRoom After(MemoryLook look) => NodeRoom.AfterStop(
        look, Baseline.TryGetValue(look.Node, out var before) ? before : null, IsMoving);
}
