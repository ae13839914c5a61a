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

    /// <summary>What the node will lack of the share when vLLM starts; null when that is not known.</summary>
    public long? LacksAtStart(FitWords words) => Limit(words) - Room.AvailableBytes;

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
