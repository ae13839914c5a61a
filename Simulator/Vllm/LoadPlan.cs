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

    /// <summary>How the cache is divided.</summary>
    public CacheBlocks Blocks { get; } = BlocksOf(Arguments);

    public int CacheTokens => Blocks.Tokens(CacheBytes);

    /// <summary>The longest context that fits; a scenario may say so against the arithmetic.</summary>
    public int EstimatedLength =>
        Scenario.Kind == ScenarioKind.CacheTooSmall ? Scenario.Length : Blocks.Longest(CacheBytes);

    /// <summary>The length is asked for, not the model's own, which vLLM would shorten no more than refuse.</summary>
    public bool IsTooLong => CacheBytes > 0 && MaxLength > EstimatedLength;

    public bool IsOutOfMemory => Weights > NodeMemory.Total * 0.88;

    public TimeSpan WeightTime => TimeSpan.FromSeconds(
        Math.Max(6, Weights / Gib / (Arguments.IsFast ? 1.5 : 0.5)) * (Scenario.Kind == ScenarioKind.Slow ? 4 : 1));

    public double NeededGib => Blocks.Bytes(MaxLength) / Gib;

    /// <summary>How many requests of the longest context have room at once.</summary>
    public double Concurrency => (double)Blocks.In(CacheBytes) / Blocks.Of(MaxLength);

    public double AvailableGib => Scenario.Kind == ScenarioKind.CacheTooSmall
        ? Blocks.Bytes(Scenario.Length) / Gib
        : CacheBytes / Gib;

    private static CacheBlocks BlocksOf(VllmArguments arguments) => new(
        arguments.Profile.Cache, Math.Max(arguments.TensorParallel, 1), arguments.HasSmallCache ? 1 : 2,
        arguments.BatchedTokens, arguments.CachesPrefixes);
}
