using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Disk;

/// <summary>Whether a model runs from weights, as it is known at this moment.</summary>
internal sealed class LoadedWeights(StateMirror mirror, TimeProvider time)
{
    /// <summary>Whether vLLM serves them; null when nobody knows.</summary>
    public bool? IsLoaded(string weights) => UseRules.AreLoaded(Vllm, Last, weights);

    /// <summary>Whether they may not be deleted: they serve, or should and nobody sees that they do not.</summary>
    public bool AreNeeded(string weights) => UseRules.AreNeeded(Vllm, Last, weights);

    private ServiceState? Vllm => Freshness.Service(mirror, "vllm", time.GetUtcNow());

    private SwapState? Last => mirror.Value(States.Swap);
}
