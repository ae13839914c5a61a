using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What a load will take of one node.</summary>
/// <param name="Room">The node's memory.</param>
/// <param name="WeightsBytes">The rank's part of the weights.</param>
/// <param name="EngineBytes">Activations, CUDA graphs and what the libraries take.</param>
/// <param name="Measured">Both are from good loads.</param>
internal sealed record RankNeed(NodeRoom Room, long WeightsBytes, long EngineBytes, bool Measured)
{
    /// <summary>
    /// How far an engine that nobody has measured may be off: nothing is refused for less, and nothing is said to fit
    /// with less to spare.
    /// </summary>
    public const long Doubt = 3L << 30;

    /// <summary>What vLLM may use of the node.</summary>
    public long Limit(FitWords words) => (long)(words.Share * Room.TotalBytes!.Value);

    /// <summary>What is left for the cache.</summary>
    public long ForCache(FitWords words) => words.CacheBytes ?? Limit(words) - WeightsBytes - EngineBytes;

    /// <summary>
    /// What weights and engine come to with a cache whose size was given: vLLM takes it whatever its share is. 0 where
    /// the share decides.
    /// </summary>
    public long Given(FitWords words) => words.CacheBytes is { } cache ? WeightsBytes + EngineBytes + cache : 0;

    /// <summary>The most that vLLM may take of the node: its share, or what was given.</summary>
    public long Most(FitWords words) => Math.Max(Limit(words), Given(words));

    /// <summary>
    /// What the node will surely lack of that, the share at the start and the rest at the end; null when that is not
    /// known.
    /// </summary>
    public long? Lacks(FitWords words)
    {
        var least = Math.Max(Limit(words), Given(words) - (Measured ? 0 : Doubt));
        return least > Room.TotalBytes ? least - Room.TotalBytes : least - Room.AvailableBytes;
    }

    public static RankNeed? Of(NodeRoom room, ModelFacts facts, FitWords words, LearnedLoads learned)
    {
        if (room.TotalBytes is null) return null;

        var weights = learned.Weights(room.Node);
        var engine = learned.Engine(room.Node);
        return (weights ?? Weights(facts, words)) is { } bytes
            ? new(room, bytes, engine ?? EngineEstimate.Of(words), weights is not null && engine is not null)
            : null;
    }

    // Weights that are quantized at the start: their embeddings are not.
    private static long? Weights(ModelFacts facts, FitWords words)
    {
        if (facts.WeightBytes is not { } bytes) return null;

        var kept = Math.Min(bytes, facts.EmbeddingParameters * 2);
        var halved = words.Quantization == "fp8" && !facts.Quantized ? kept + (bytes - kept) / 2 : bytes;
        return halved / words.Ranks;
    }
}
