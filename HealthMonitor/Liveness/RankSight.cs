using SparkControl.Contracts;
using SparkControl.HealthMonitor.Sampling;

namespace SparkControl.HealthMonitor.Liveness;

/// <summary>
/// Whether the model is among the processes on the second Spark's GPU, sample after sample: its container goes on
/// without it. Where the head's GPU names no process of a model either, this vLLM gives its processes no names.
/// </summary>
/// <param name="At">When the last sample was taken that counted; null before the first.</param>
/// <param name="Without">Samples in a row without a process of the model.</param>
internal sealed record RankSight(DateTimeOffset? At = null, int Without = 0)
{
    private const int Proven = 2;

    /// <summary>It was missed often enough to be sure.</summary>
    public bool IsGone => Without >= Proven;

    /// <param name="worker">The second Spark's GPU; null when it is not known.</param>
    /// <param name="head">The head's; null when it is not known.</param>
    public RankSight Next(GpuSample? worker, GpuSample? head)
    {
        if (worker is not { At: { } at, Processes: not null } || at == At) return this;
        if (GpuText.NamesModel(worker)) return new(at);

        return GpuText.NamesModel(head) ? new(at, Without + 1) : this;
    }
}
