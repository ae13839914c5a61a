namespace SparkControl.ControlApi.Fit;

/// <summary>
/// What an engine takes beside weights and cache, where nobody has measured it. On a GB10, 5.30 GiB of activations were
/// seen at 8,224 tokens a step and 1.39 at 2,048, with up to 1.5 for the rest
/// (https://github.com/MiaAI-Lab/DeepSeek-v4-Flash-One-DGX-Spark/issues/4,
/// https://github.com/vllm-project/vllm/issues/50722). Steps of 32,768 and 65,536 tokens took far less for each token.
/// </summary>
internal static class EngineEstimate
{
    private const double Gib = 1L << 30;

    /// <summary>Libraries and communication.</summary>
    private const double Base = 1.5 * Gib;

    /// <summary>For each 1,024 tokens of a step, up to <see cref="Steep"/> of them and beyond.</summary>
    private const double PerThousand = 0.65 * Gib, PerThousandBeyond = 0.2 * Gib;

    private const int Steep = 8192;

    /// <summary>
    /// CUDA graphs: vLLM estimates 0.3 to 0.6 GiB on one GB10, and on a pair 0.6 to 5.1
    /// (https://github.com/eugr/spark-vllm-docker/issues/396: a share of 0.80 is as good as 0.758). Of the pair's the
    /// most is taken: what is too little lets a model be stopped for one that does not start.
    /// </summary>
    private const double GraphsAlone = 0.6 * Gib, GraphsTogether = 5.1 * Gib;

    /// <summary>Bytes on each rank.</summary>
    public static long Of(FitWords words)
    {
        var tokens = Math.Min(words.Batch, 65_536);
        var activations = PerThousand * Math.Min(tokens, Steep) + PerThousandBeyond * Math.Max(0, tokens - Steep);
        var graphs = !words.HasGraphs ? 0 : words.Ranks > 1 ? GraphsTogether : GraphsAlone;
        return (long)(Base + activations / 1024 + graphs);
    }
}
