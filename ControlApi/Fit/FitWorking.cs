using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;

namespace SparkControl.ControlApi.Fit;

/// <summary>The figures from which a verdict follows.</summary>
/// <param name="Facts">The model.</param>
/// <param name="Words">How it would be launched.</param>
/// <param name="Needs">What each node that takes part must give.</param>
/// <param name="Cache">What requests take; null when not known.</param>
internal sealed record FitWorking(
    ModelFacts Facts, FitWords Words, IReadOnlyList<RankNeed> Needs, CacheNeed? Cache)
{
    /// <summary>A shorter context than this is no advice.</summary>
    private const int LeastContext = 1024;

    /// <summary>The context that must find room, in tokens; null when it is not known.</summary>
    public int? Length => Words.ChoosesLength ? Largest(int.MaxValue / 2) : Words.MaxModelLen ?? Facts.MaxPositions;

    /// <summary>What it takes of each rank; null when that is not known.</summary>
    public long? CacheBytes => Length is { } length ? Cache?.Needed(length) : null;

    /// <summary>Weights and engine are from good loads on every node.</summary>
    public bool Measured => Needs.All(need => need.Measured);

    /// <summary>The node with the least to spare; where the cache is not known, as if it needed none.</summary>
    public NodeSpare Worst => Needs.Select(need => new NodeSpare(need, Spare(need))).MinBy(need => need.Spare)!;

    /// <summary>vLLM refuses a context that is longer than the model was made for, unless it is told how.</summary>
    public bool IsTooLong => !Words.Stretches && Words.MaxModelLen > Facts.MaxPositions;

    /// <summary>A cache of a given size does not take one request of the context, on any node.</summary>
    public bool IsCacheTooSmall => CacheBytes > Words.CacheBytes;

    /// <summary>What is left is no more than another start, or the estimate's error, may need.</summary>
    public bool IsNarrow => Worst.Spare < (Measured ? FitRules.Narrow : RankNeed.Doubt);

    /// <summary>Something beside what is left of the share stands against a start.</summary>
    public bool IsDoubtful => TooFast is not null || NotSeen is not null || Close is not null || Words.HasDraft;

    /// <summary>
    /// The first node that will not have what vLLM asks for when it starts, or takes with the cache it was given.
    /// </summary>
    public RankNeed? TooFew => Needs.FirstOrDefault(need => need.Lacks(Words) > 0);

    /// <summary>
    /// The first node of which nobody says what it will have, or only what it had before the last load.
    /// </summary>
    public RankNeed? NotSeen =>
        Needs.FirstOrDefault(need => need.Room is { AvailableBytes: null } or { Remembered: true });

    /// <summary>
    /// The first node on which only CUDA's own view of it, or files in memory, are in the way, or that a given cache
    /// leaves little of.
    /// </summary>
    public RankNeed? Close => Needs.FirstOrDefault(need =>
        IsHeld(need) || need.Given(Words) > ModelRules.SafeMemory * need.Room.TotalBytes);

    /// <summary>What it asks for is barely there, or only once files in memory have made room.</summary>
    public bool IsHeld(RankNeed need) =>
        need.Most(Words) > need.Room.AvailableBytes - FitRules.Context || need.Room.FreeBytes < need.Most(Words);

    /// <summary>The first node whose part of the weights is more than fastsafetensors should be given.</summary>
    public RankNeed? TooFast => Words.LoadFormat == "fastsafetensors"
        ? Needs.FirstOrDefault(need => need.WeightsBytes > FitRules.MostFast * need.Room.TotalBytes)
        : null;

    /// <summary>
    /// The longest context that can be advised; null when that is not known, none is of use, or no context helps
    /// because the share itself is not there.
    /// </summary>
    /// <param name="most">The longest that is looked for, where the model does not say its own.</param>
    public int? LargestOfUse(int most) => TooFew is null && Largest(most) is { } tokens
        && tokens >= Math.Min(LeastContext, Facts.MaxPositions ?? LeastContext)
            ? tokens
            : null;

    /// <summary>
    /// The smallest share that serves the context, rounded up to 0.01; null when none does that may be set and that the
    /// Sparks will have.
    /// </summary>
    public double? SmallestShare
    {
        get
        {
            if (CacheBytes is not { } cache || Words.CacheBytes is not null || IsTooLong) return null;

            var needed = Needs.Max(need =>
                (double)(need.WeightsBytes + need.EngineBytes + cache) / need.Room.TotalBytes!.Value);
            var share = Math.Max(Math.Ceiling(needed * 100 - 1e-6) / 100, ModelRules.LeastMemory);
            var isThere = Needs.All(need => !(share * need.Room.TotalBytes > need.Room.AvailableBytes));
            return share <= ModelRules.MostMemory && isThere ? share : null;
        }
    }

    /// <summary>One node as it is told.</summary>
    public FitNode Node(RankNeed need) => new(
        need.Room.TotalBytes!.Value, need.Room.TotalBytes - need.Room.AvailableBytes, need.WeightsBytes,
        need.EngineBytes, Words.CacheBytes ?? CacheBytes, need.Most(Words),
        CacheBytes is null ? null
            : need.Lacks(Words) is > 0 and var lacks ? Math.Min(-lacks, Spare(need))
            : Spare(need));

    private int? Largest(int most) => Cache is null ? null
        : Needs.Min(need => Cache.Largest(need.ForCache(Words), Most(most))) is > 0 and var tokens ? tokens
        : null;

    private int Most(int most) => Words.Stretches ? most : Facts.MaxPositions ?? most;

    // A cache of a given size is taken whatever the share is: what is left then is the node's, not the share's.
    private long Spare(RankNeed need) => Words.CacheBytes switch
    {
        null => need.ForCache(Words) - (CacheBytes ?? 0),
        { } given when CacheBytes > given => given - CacheBytes.Value,
        _ => (need.Room.AvailableBytes ?? need.Room.TotalBytes!.Value) - need.Given(Words)
    };
}

/// <summary>A node and what it has left; negative when it lacks so much.</summary>
internal sealed record NodeSpare(RankNeed Need, long Spare);
