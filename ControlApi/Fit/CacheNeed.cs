using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>
/// What requests take of each rank's cache: worked out, set right by good loads, or only learned from them.
/// </summary>
internal sealed class CacheNeed
{
    /// <summary>More than this is as good as this: what is left of a node is still a number then.</summary>
    public const long Most = long.MaxValue / 4;

    private readonly CacheShape? shape;
    private readonly double scale;

    private CacheNeed(CacheShape? shape, double scale) => (this.shape, this.scale) = (shape, scale);

    /// <summary>Null when neither the configuration nor a good load says it.</summary>
    public static CacheNeed? Of(ModelFacts facts, FitWords words, LearnedLoads learned) =>
        CacheShape.Of(facts, words) is { } shape ? new(shape, learned.CacheScale(facts))
        : learned.CacheBytesPerToken() is { } each ? new(null, each)
        : null;

    /// <summary>What a further token of a long request takes.</summary>
    public double BytesPerToken => scale * (shape?.BytesPerToken ?? 1);

    /// <summary>Bytes of one request.</summary>
    public long Needed(long tokens) =>
        (long)Math.Min(Most, Math.Ceiling(scale * (shape?.Needed(tokens) ?? tokens)));

    /// <summary>The longest request in so many bytes, rounded down as vLLM does; 0 for none.</summary>
    public int Largest(double bytes, int most) => bytes <= 0 ? 0
        : shape?.Largest(bytes / scale, most) ?? (int)Math.Min(bytes / scale / 16, most / 16) * 16;
}
