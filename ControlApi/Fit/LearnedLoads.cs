using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What good loads of the same weights teach about the next one.</summary>
/// <param name="loads">Newest first.</param>
/// <param name="words">How the next one will be launched.</param>
/// <param name="image">The image that it will be launched in; null when it is not known.</param>
internal sealed class LearnedLoads(IReadOnlyList<MeasuredLoad> loads, FitWords words, string? image)
{
    /// <summary>
    /// A cache that is within this part of what was worked out is what was worked out: lines are rounded, and the rank
    /// with the least room decides for all.
    /// </summary>
    private const double SameCache = 0.015;

    /// <summary>
    /// The least and the most that a cache is believed to take of what was worked out. Less is a version that counts
    /// otherwise; twice as much is a cache of 16 bits where 8 were thought.
    /// </summary>
    private const double LeastCache = 0.7, MostCache = 2;

    private readonly List<LikeLoad> like =
        [.. loads.Select(load => new LikeLoad(load, FitWords.Of(load.Nodes, load.Settings, load.Args)))
            .Where(load => load.Words.Ranks == words.Ranks && load.Words.Tensor == words.Tensor)];

    /// <summary>How many good loads have shown what one like the next takes.</summary>
    public int Count =>
        Same.Count(load => load.Load.TotalBytes.Keys.Any(node => Engine(load, node) is not null));

    /// <summary>The weights of the rank on a node: the most that they were.</summary>
    public long? Weights(string node) => like.Where(load => load.Words.WeighsLike(words))
        .Max(load => load.Load.Figures.Nodes.GetValueOrDefault(node)?.WeightsBytes);

    /// <summary>What the engine took on a node beside weights and cache: the most that it did.</summary>
    public long? Engine(string node) => Same.Max(load => Engine(load, node));

    /// <summary>
    /// What a request took, as a part of what it should take by the model's configuration; 1 when that was right or
    /// nothing is known.
    /// </summary>
    public double CacheScale(ModelFacts facts)
    {
        foreach (var (load, said) in like.Where(IsOfImage))
        {
            if (Request(load, said) is not { } seen || CacheShape.Of(facts, said) is not { } shape) continue;

            var scale = seen.Bytes / shape.Needed(seen.Tokens);
            var isSame = !double.IsFinite(scale) || scale < LeastCache || Math.Abs(scale - 1) <= SameCache;
            return isSame ? 1 : Math.Min(scale, MostCache);
        }

        return 1;
    }

    /// <summary>Bytes a token took, for a model whose configuration is not understood; null when not known.</summary>
    public double? CacheBytesPerToken() => like
        .Where(load => load.Words.CacheType == words.CacheType)
        .Select(load => Request(load.Load, load.Words) is { } seen ? seen.Bytes / seen.Tokens : (double?)null)
        .FirstOrDefault(bytes => bytes is not null);

    private IEnumerable<LikeLoad> Same => like.Where(load => IsOfImage(load) && load.Words.IsLike(words));

    private bool IsOfImage(LikeLoad load) => image is null || load.Load.Image is null || load.Load.Image == image;

    private long? Engine(LikeLoad one, string node)
    {
        var (load, said) = one;
        // Where the cache was given a size, what is left of the share is nobody's.
        if (said.CacheBytes is not null || !load.TotalBytes.TryGetValue(node, out var total)) return null;
        if (load.Figures.Nodes.GetValueOrDefault(node) is not { WeightsBytes: { } weights, KvBytes: { } cache } figures)
            return null;

        var taken = Math.Max(0, (long)(said.Share * total) - weights - cache);
        return (said.HasGraphs, words.HasGraphs) switch
        {
            (true, false) => figures.GraphBytes is { } graphs ? Math.Max(0, taken - graphs) : null,
            (false, true) => null,
            _ => taken
        };
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

    private sealed record LikeLoad(MeasuredLoad Load, FitWords Words);
}
