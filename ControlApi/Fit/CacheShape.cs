using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>
/// How vLLM lays out the cache of one rank: layers of one kind in groups of equal size, all in blocks of one page. A
/// request must find room for all of its context. Follows vLLM's <c>v1/core/kv_cache_utils.py</c>.
/// </summary>
/// <param name="BlockBytes">One block in each layer of a group.</param>
/// <param name="Groups">What each group takes of a request.</param>
internal sealed record CacheShape(long BlockBytes, IReadOnlyList<CacheGroup> Groups)
{
    /// <summary>The least by which a context grows: vLLM's block, which a linear state may make a large one.</summary>
    public int Step => Groups.Where(group => group.Kind is CacheKind.Full or CacheKind.Latent)
        .Select(group => group.BlockTokens).DefaultIfEmpty(16).Max();

    /// <summary>The shape on each rank; null when the model's configuration is not understood.</summary>
    public static CacheShape? Of(ModelFacts facts, FitWords words)
    {
        if (facts.Cache is null) return null;
        if (facts.Cache.Count == 0) return new(0, []);

        List<RankLayers> layers = [.. facts.Cache.Select(kept => RankLayers.Of(kept, facts, words))];
        var page = Page(layers, words.BlockSize);
        var (least, most) = (layers.Min(kind => kind.Count), layers.Max(kind => kind.Count));
        // A quarter more is padded; beyond that the smaller kind decides.
        var size = most < least * 1.25 ? most : least;
        return new(page * size, [
            .. layers.Select(kind => new CacheGroup(kind.Kind, Parts(kind.Count, size))
            {
                BlockTokens = kind.TokenBytes > 0 ? (int)Math.Min(int.MaxValue, page / kind.TokenBytes) : 0,
                Window = kind.Window,
                Batch = words.Batch,
                // With prefix caching a state is kept beside the one at work.
                States = (words.PrefixCaching == true ? 2 : 1) + words.Speculative
            })
        ]);
    }

    /// <summary>What a further token of a long request takes, blocks left aside.</summary>
    public double BytesPerToken => BlockBytes * Groups.Where(group => group.Kind is CacheKind.Full or CacheKind.Latent)
        .Sum(group => (double)group.Count / group.BlockTokens);

    /// <summary>Bytes that one request of so many tokens takes.</summary>
    public long Needed(long tokens) => (long)Int128.Min(
        (Int128)BlockBytes * Groups.Sum(group => group.Count * group.Blocks(tokens)), CacheNeed.Most);

    /// <summary>The longest request that has room in so many bytes, in whole steps; 0 when none has.</summary>
    public int Largest(double bytes, int most)
    {
        if (Needed(most) <= bytes) return most;

        var (fits, tooLong) = (0, most / Step + 1);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (Needed((long)middle * Step) <= bytes) fits = middle;
            else tooLong = middle;
        }

        return fits * Step;
    }

    // Attention takes as many tokens into a block as a state is large; smaller entries take more of them.
    private static long Page(List<RankLayers> layers, int block)
    {
        var widest = layers.Max(kind => kind.TokenBytes);
        var state = layers.Max(kind => kind.StateBytes);
        return widest == 0 ? state : widest * Math.Max(block, 16L * Parts(state, 16 * widest));
    }

    private static int Parts(long all, long each) => (int)((all + each - 1) / each);
}

/// <summary>Groups of layers that take the same of a request.</summary>
/// <param name="Kind">What they keep.</param>
/// <param name="Count">How many groups there are.</param>
internal sealed record CacheGroup(CacheKind Kind, int Count)
{
    public int BlockTokens { get; init; }
    public int Window { get; init; }
    public int Batch { get; init; }
    public int States { get; init; }

    /// <summary>Blocks of one group for a request of so many tokens.</summary>
    public long Blocks(long tokens) => Kind switch
    {
        CacheKind.Linear => States,
        // What slides may begin in the middle of a block.
        CacheKind.Sliding => Blocks(Math.Min(Window - 1L + Batch, tokens), BlockTokens) + 1,
        _ => Blocks(tokens, BlockTokens)
    };

    private static long Blocks(long tokens, int each) => (tokens + each - 1) / each;
}
