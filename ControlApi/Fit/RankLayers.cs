using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>Layers of one kind as one rank has them.</summary>
/// <param name="Kind">What they keep.</param>
/// <param name="Count">How many of them the rank has.</param>
/// <param name="TokenBytes">What one layer keeps of a token.</param>
/// <param name="StateBytes">What one layer keeps of a request, however long it is.</param>
/// <param name="Window">Tokens that it looks back.</param>
internal readonly record struct RankLayers(
    CacheKind Kind, int Count, long TokenBytes, long StateBytes, int Window)
{
    public static RankLayers Of(CacheLayers kept, ModelFacts facts, FitWords words)
    {
        var guessing = kept.Kind == CacheKind.Full && words is { PredictsItself: true, Speculative: > 0 }
            ? Math.Max(1, facts.PredictionLayers)
            : 0;
        // The first ranks of a pipeline get what does not divide evenly.
        var count = (kept.Count + guessing + words.Pipeline - 1) / words.Pipeline;
        return new(kept.Kind, count, TokenBytesOf(kept, facts, words), StateBytesOf(kept, words), kept.Window);
    }

    private static long TokenBytesOf(CacheLayers kept, ModelFacts facts, FitWords words)
    {
        var element = IsOfBytes(facts, words) ? 1 : 2;
        return kept.Kind switch
        {
            // Fewer heads than ranks: each rank has one, and some have the same.
            CacheKind.Full or CacheKind.Sliding =>
                2L * Math.Max(1, kept.Heads / words.Tensor) * kept.HeadDim * element,
            CacheKind.Latent when element == 1 && kept.IndexBytes > 0 => PackedBytes(kept) + kept.IndexBytes,
            CacheKind.Latent => (long)kept.HeadDim * element + kept.IndexBytes,
            _ => 0
        };
    }

    // vLLM's fp8_ds_mla of sparse attention: a scale of 4 bytes for each 128 elements, and positions in 16 bits.
    private static long PackedBytes(CacheLayers kept)
    {
        var packed = kept.HeadDim - kept.PositionDim;
        return packed + packed / 128 * 4 + 2L * kept.PositionDim;
    }

    private static long StateBytesOf(CacheLayers kept, FitWords words)
    {
        if (kept.State is not { } state) return 0;

        var channels = (2L * state.KeyHeads * state.KeyDim + (long)state.ValueHeads * state.ValueDim) / words.Tensor;
        var recurrent = (long)state.ValueHeads / words.Tensor * state.KeyDim * state.ValueDim;
        return channels * (state.Kernel - 1 + words.Speculative) * 2 + recurrent * state.StateElementBytes;
    }

    private static bool IsOfBytes(ModelFacts facts, FitWords words) => words.CacheType is { } type
        ? type.StartsWith("fp8", StringComparison.Ordinal) || type.StartsWith("int8", StringComparison.Ordinal)
        : facts.Fp8Cache;
}
