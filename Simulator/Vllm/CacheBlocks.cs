namespace SparkControl.Simulator.Vllm;

/// <summary>How a rank divides its cache into blocks, all of one size, and what a request takes of them.</summary>
internal sealed record CacheBlocks
{
    private const int Smallest = 16, States = 128, Kernel = 4;

    private readonly long _bytes;
    private readonly int _fullTokens, _slidingTokens, _slidingGroups, _stateGroups, _window, _states;

    /// <param name="layout">The model's layers.</param>
    /// <param name="ranks">Ranks that share the heads.</param>
    /// <param name="element">Bytes of an element.</param>
    /// <param name="batch">Tokens of one step.</param>
    /// <param name="keepsStates">Prefixes are cached: a state is kept beside the one at work.</param>
    public CacheBlocks(CacheLayout layout, int ranks, int element, int batch, bool keepsStates)
    {
        var full = 2L * Math.Max(1, layout.Heads / ranks) * layout.Dim * element;
        var sliding = layout.Sliding > 0
            ? 2L * Math.Max(1, layout.SlidingHeads / ranks) * layout.SlidingDim * element
            : 0;
        var channels = (2 * layout.KeyHeads + layout.ValueHeads) * States / ranks;
        var state = channels * (Kernel - 1) * 2L + (long)layout.ValueHeads / ranks * States * States * 4;
        var tokens = (int)Math.Max(Smallest, Up(state, Smallest * full) * Smallest);
        var page = Math.Max(full, sliding) * tokens;
        var size = Math.Min(layout.Full, Math.Min(Else(layout.Sliding), Else(layout.Linear)));

        _bytes = page * size;
        (_fullTokens, _slidingTokens) = ((int)(page / full), sliding > 0 ? (int)(page / sliding) : 0);
        (_slidingGroups, _stateGroups) = ((int)Up(layout.Sliding, size), (int)Up(layout.Linear, size));
        (_window, _states) = (layout.Window + batch - 1, keepsStates ? 2 : 1);
    }

    private int Groups => 1 + _slidingGroups + _stateGroups;

    public int In(double bytes) => (int)Math.Max(0, bytes / _bytes);

    /// <summary>As vLLM 0.17 counts them: every group gets the same of all blocks.</summary>
    public int Tokens(double bytes) =>
        In(bytes) / Groups * (_slidingTokens > 0 ? Math.Min(_slidingTokens, _fullTokens) : _fullTokens);

    /// <summary>Blocks that a request of so many tokens needs.</summary>
    public long Of(long tokens) => Up(tokens, _fullTokens) + _stateGroups * _states
        + (_slidingGroups > 0 ? _slidingGroups * (Up(Math.Min(_window, tokens), _slidingTokens) + 1) : 0);

    public double Bytes(long tokens) => Of(tokens) * (double)_bytes;

    /// <summary>The longest request that has room.</summary>
    public int Longest(double bytes)
    {
        var blocks = In(bytes);
        var (fits, tooLong) = (0, blocks + 1);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (Of((long)middle * _fullTokens) <= blocks) fits = middle;
            else tooLong = middle;
        }

        return fits * _fullTokens;
    }

    private static int Else(int layers) => layers > 0 ? layers : int.MaxValue;

    private static long Up(long all, long each) => (all + each - 1) / each;
}
