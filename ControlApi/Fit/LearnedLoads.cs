using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What good loads of the same weights teach about the next one.</summary>
/// <param name="loads">Newest first.</param>
/// <param name="words">How the next one will be launched.</param>
internal sealed class LearnedLoads(IReadOnlyList<MeasuredLoad> loads, FitWords words)
{
    /// <summary>
    /// A cache that is within this part of what was worked out is what was worked out: lines are rounded, and the rank
    /// with the least room decides for all.
    /// </summary>
    private const double SameCache = 0.015;

    private readonly List<(MeasuredLoad Load, FitWords Words)> like =
        [.. loads.Select(load => (load, FitWords.Of(load.Nodes, load.Settings, load.Args)))
            .Where(load => load.Item2.Ranks == words.Ranks && load.Item2.Tensor == words.Tensor)];

    /// <summary>How many good loads of these weights are known, however they were launched.</summary>
    public int Count => loads.Count;

    /// <summary>The weights of the rank on a node.</summary>
    public long? Weights(string node) => like.Where(load => load.Words.Quantization == words.Quantization)
        .Select(load => load.Load.Figures.Nodes.GetValueOrDefault(node)?.WeightsBytes)
        .FirstOrDefault(bytes => bytes is not null);

    /// <summary>What the engine took on a node beside weights and cache.</summary>
    public long? Engine(string node) => like.Where(load => load.Words.IsLike(words))
        .Select(load => Engine(load.Load, load.Words, node))
        .FirstOrDefault(bytes => bytes is not null);

    /// <summary>
    /// What a request took, as a part of what it should take by the model's configuration; 1 when that was right or
    /// nothing is known.
    /// </summary>
    public double CacheScale(ModelFacts facts)
    {
        foreach (var (load, said) in like)
        {
            if (Request(load, said) is not { } seen || CacheShape.Of(facts, said) is not { } shape) continue;

            var scale = seen.Bytes / shape.Needed(seen.Tokens);
            return Math.Abs(scale - 1) <= SameCache || !double.IsFinite(scale) ? 1 : scale;
        }

        return 1;
    }

    /// <summary>Bytes a token took, for a model whose configuration is not understood; null when not known.</summary>
    public double? CacheBytesPerToken() => like
        .Where(load => load.Words.CacheType == words.CacheType)
        .Select(load => Request(load.Load, load.Words) is { } seen ? seen.Bytes / seen.Tokens : (double?)null)
        .FirstOrDefault(bytes => bytes is not null);

    private static long? Engine(MeasuredLoad load, FitWords words, string node)
    {
        // Where the cache was given a size, what is left of the share is nobody's.
        if (words.CacheBytes is not null || !load.TotalBytes.TryGetValue(node, out var total)) return null;
        if (load.Figures.Nodes.GetValueOrDefault(node) is not { WeightsBytes: { } weights, KvBytes: { } cache })
            return null;

        return Math.Max(0, (long)(words.Share * total) - weights - cache);
    }

    // Versions count the cache's tokens differently; how many requests of a length it holds means the same in all.
    private static (double Bytes, long Tokens)? Request(MeasuredLoad load, FitWords words)
    {
        var bytes = load.Figures.Nodes.Values.Select(node => node.KvBytes).Min();
        if (words.CacheBytes is not null || bytes is null) return null;

        return load.Figures is { Requests: { } requests and > 0, RequestTokens: { } tokens and > 0 }
            ? (bytes.Value / Exact(load.Figures, requests, tokens), tokens)
            : null;
    }

    // Two decimals of a small number are a rough one; the tokens say it exactly where they mean the same.
    private static double Exact(LoadFigures figures, double requests, long tokens)
    {
        var exact = (double)(figures.KvTokens ?? 0) / tokens;
        return Math.Abs(exact - requests) <= 0.0051 ? exact : requests;
    }
}
