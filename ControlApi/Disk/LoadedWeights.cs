using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Disk;

/// <summary>Whether a model runs from weights.</summary>
internal sealed class LoadedWeights(StateMirror mirror, TimeProvider time)
{
    /// <summary>Whether vLLM serves them; null when nobody knows.</summary>
    public bool? IsLoaded(string weights) => Freshness.Service(mirror, "vllm", time.GetUtcNow()) switch
    {
        { Verdict: not ServiceVerdict.Unknown, Model: { } served } => (served.Root ?? served.Id) == weights,
        { Verdict: ServiceVerdict.Stopped or ServiceVerdict.NotConfigured } => false,
        _ => null
    };

    /// <summary>Whether they may not be deleted: they serve, or should and nobody sees that they do not.</summary>
    public bool AreNeeded(string weights) => IsLoaded(weights) switch
    {
        { } known => known,
        _ => mirror.Value(States.Swap) is { Phase: SwapPhase.Ready, Weights: { } last } && last == weights
    };
}
