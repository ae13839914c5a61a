using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What vLLM serves, as far as somebody has just looked.</summary>
internal sealed class ServedNow(StateMirror mirror, TimeProvider time)
{
    /// <summary>The model; null when none is served, or nobody knows.</summary>
    public ServedModel? Model =>
        Freshness.Service(mirror, "vllm", time.GetUtcNow()) is { Verdict: not ServiceVerdict.Unknown } vllm
            ? vllm.Model
            : null;
}
