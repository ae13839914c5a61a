using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Scenarios;

namespace SparkControl.Simulator.Vllm;

/// <summary>The numbers of one start on one node: how much goes into memory, how long each part takes.</summary>
internal sealed record LoadPlan(VllmArguments Arguments, Scenario Scenario)
{
    private const double Gib = 1L << 30;

    public ModelProfile Profile { get; } = Arguments.Profile;

    /// <summary>The vLLM in the image.</summary>
    public string Version { get; init; } = ImageRegistry.FirstVersion;

    public int Ranks => Math.Max(Arguments.TensorParallel * Arguments.PipelineParallel, Arguments.NodeCount);

    public long Weights => Profile.WeightBytes / Ranks;

    public int MaxLength => Arguments.MaxModelLength ?? (Profile.IsEmbedding ? 8_192 : 262_144);

    /// <summary>What is left for the cache of what the process may use, after weights and activations.</summary>
    public double CacheBytes => Arguments.MemoryUtilization * NodeMemory.Total - Weights - 3.6 * Gib;

    public double BytesPerToken => Profile.CacheBytesPerToken / Ranks / (Arguments.HasSmallCache ? 2 : 1);

    public int CacheTokens => (int)(CacheBytes / BytesPerToken) / 16 * 16;

    /// <summary>The longest context that fits; a scenario may say so against the arithmetic.</summary>
    public int EstimatedLength => Scenario.Kind == ScenarioKind.CacheTooSmall ? Scenario.Length : CacheTokens;

    /// <summary>The length is asked for, not the model's own, which vLLM would shorten no more than refuse.</summary>
    public bool IsTooLong => CacheBytes > 0 && MaxLength > EstimatedLength;

    public bool IsOutOfMemory => Weights > NodeMemory.Total * 0.88;

    public TimeSpan WeightTime => TimeSpan.FromSeconds(
        Math.Max(6, Weights / Gib / (Arguments.IsFast ? 1.5 : 0.5)) * (Scenario.Kind == ScenarioKind.Slow ? 4 : 1));

    public double NeededGib => MaxLength * BytesPerToken / Gib;

    public double AvailableGib => Scenario.Kind == ScenarioKind.CacheTooSmall
        ? Scenario.Length * BytesPerToken / Gib
        : CacheBytes / Gib;
}
