using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What a load will take of one node.</summary>
/// <param name="Room">The node's memory.</param>
/// <param name="WeightsBytes">The rank's part of the weights.</param>
/// <param name="EngineBytes">Activations, CUDA graphs and what the libraries take.</param>
/// <param name="Measured">Both are from good loads.</param>
internal sealed record RankNeed(NodeRoom Room, long WeightsBytes, long EngineBytes, bool Measured)
{
    private const double Gib = 1L << 30;

    /// <summary>
    /// Of an engine that nobody has measured: libraries, communication and CUDA graphs, and for each 1,024 tokens of a
    /// step. On a GB10, 5.30 GiB of activations were seen at 8,224 tokens and 1.39 at 2,048, with up to 1.5 for the
    /// rest (https://github.com/MiaAI-Lab/DeepSeek-v4-Flash-One-DGX-Spark/issues/4,
    /// https://github.com/vllm-project/vllm/issues/50722).
    /// </summary>
    private const double EngineBase = 1.5 * Gib, EnginePerThousand = 0.45 * Gib;

    /// <summary>How far such an estimate may be off: nothing is refused for less.</summary>
    public const long Doubt = 3L << 30;

    /// <summary>What vLLM may use of the node.</summary>
    public long Limit(FitWords words) => (long)(words.Share * Room.TotalBytes!.Value);

    /// <summary>What is left for the cache.</summary>
    public long ForCache(FitWords words) => words.CacheBytes ?? Limit(words) - WeightsBytes - EngineBytes;

    public static RankNeed? Of(NodeRoom room, ModelFacts facts, FitWords words, LearnedLoads learned)
    {
        if (room.TotalBytes is null) return null;

        var weights = learned.Weights(room.Node);
        var engine = learned.Engine(room.Node);
        return (weights ?? Weights(facts, words)) is { } bytes
            ? new(room, bytes, engine ?? Engine(words), weights is not null && engine is not null)
            : null;
    }

    private static long Engine(FitWords words) =>
        (long)(EngineBase + EnginePerThousand * Math.Min(words.Batch, 65_536) / 1024);

    // Weights that are quantized at the start: their embeddings are not.
    private static long? Weights(ModelFacts facts, FitWords words)
    {
        if (facts.WeightBytes is not { } bytes) return null;

        var kept = Math.Min(bytes, facts.EmbeddingParameters * 2);
        var halved = words.Quantization == "fp8" && !facts.Quantized ? kept + (bytes - kept) / 2 : bytes;
        return halved / words.Ranks;
    }
}
