namespace SparkControl.Contracts;

/// <summary>Whether a model fits in memory.</summary>
public enum FitVerdict
{
    Fits,

    /// <summary>It should, with so little to spare that another start may not.</summary>
    Tight,

    DoesNotFit,
    Unknown
}

/// <summary>Whether a model fits, with the figures.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Reason">One sentence with the figures.</param>
/// <param name="Measured">From good loads of these weights; else an estimate.</param>
/// <param name="LargestMaxModelLen">The longest context that fits with this share of memory, in tokens.</param>
/// <param name="SmallestGpuMemoryUtilization">The smallest share that serves the chosen context.</param>
/// <param name="LearnedLoads">How many good loads like this one are known: of these weights, in this image.</param>
/// <param name="Nodes">By the name of each node that takes part.</param>
public sealed record FitAnswer(
    FitVerdict Verdict, string Reason, bool Measured, int? LargestMaxModelLen, double? SmallestGpuMemoryUtilization,
    int LearnedLoads, IReadOnlyDictionary<string, FitNode> Nodes)
{
    /// <summary>The longest context that the model itself can, in tokens; null when it does not say.</summary>
    public int? MaxPositions { get; init; }

    /// <summary>Hugging Face is being asked about its weights: an answer will come.</summary>
    public bool Asked { get; init; }

    /// <summary>
    /// By how many bytes a further token of context makes one request's cache larger, on a rank; null when not known,
    /// and for a cache of a given size.
    /// </summary>
    public double? CacheBytesPerToken { get; init; }

    /// <summary>
    /// Of its arguments, those that are no options of the image's vLLM; null when that image was not asked for them.
    /// </summary>
    public IReadOnlyList<UnknownOption>? UnknownOptions { get; init; }

    /// <summary>The version of the vLLM that was asked; null when it is not known, or none was.</summary>
    public string? VllmVersion { get; init; }
}

/// <summary>What a load is expected to take of one node, in bytes.</summary>
/// <param name="TotalBytes">All of its memory.</param>
/// <param name="SystemBytes">What everything else will hold once the present model is stopped.</param>
/// <param name="WeightsBytes">The rank's part of the weights.</param>
/// <param name="EngineBytes">Activations, CUDA graphs and what the libraries take.</param>
/// <param name="KvCacheBytes">One request of the chosen context, or the cache of a given size.</param>
/// <param name="LimitBytes">What the share lets vLLM use, or what it takes with a cache of a given size.</param>
/// <param name="SpareBytes">
/// What of the limit is left; negative: so much is lacking, of the limit, or of the limit itself at the start. With a
/// cache of a given size: what the node has left, or what that cache lacks for the context.
/// </param>
public sealed record FitNode(
    long TotalBytes, long? SystemBytes, long? WeightsBytes, long? EngineBytes, long? KvCacheBytes, long? LimitBytes,
    long? SpareBytes);
