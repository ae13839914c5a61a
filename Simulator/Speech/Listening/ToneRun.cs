namespace SparkControl.Simulator.Speech.Listening;

/// <summary>
/// A tone that goes on, and what it was when it has ended. A block that it fills in part says by its level in how large
/// a part, and so where the tone began.
/// </summary>
internal sealed class ToneRun
{
    /// <summary>
    /// A word has at least three blocks, counting those that it fills in part; what is shorter is the click with which
    /// another tone begins or ends.
    /// </summary>
    private const int Fewest = 3;

    private const double Shortest = 2;

    /// <summary>Of the loudest block: less than so much is no part of the tone.</summary>
    private const float Edge = 0.15f;

    private readonly float[] _levels = new float[ToneEar.Longest];
    private int _first, _count;

    public bool IsOn => _count > 0;

    public bool IsFull => _count == _levels.Length;

    /// <summary>The last block that it was heard in.</summary>
    public int Last => _first + _count - 1;

    public void Add(int block, float level)
    {
        if (_count == 0) _first = block;
        _levels[_count++] = level;
    }

    /// <summary>Ends it; null when it was too short to be one.</summary>
    public ToneTrack? End(int tone)
    {
        var levels = _levels.AsSpan(0, _count);
        _count = 0;
        var peak = 0f;
        foreach (var level in levels) peak = Math.Max(peak, level);
        var (from, to) = (0, levels.Length);
        while (levels[from] < Edge * peak) from++;
        while (levels[to - 1] < Edge * peak) to--;
        if (to - from < Fewest) return null;
        var start = _first + from + 1 - levels[from] / peak;
        var end = _first + to - 1 + levels[to - 1] / peak;
        return end - start < Shortest ? null : new(tone, start, end, peak);
    }
}
