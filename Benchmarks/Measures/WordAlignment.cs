namespace SparkControl.Benchmarks.Measures;

/// <summary>
/// What was heard beside what was said, with the fewest errors. Words are compared only when they are near in time, so
/// that a day of talk takes a moment.
/// </summary>
internal sealed class WordAlignment
{
    private enum Step : byte { None, Pair, Missed, Added }

    private readonly IReadOnlyList<MeasuredWord> _said, _heard;
    private readonly int[] _first;
    private readonly Step[][] _steps;
    private readonly double _within;

    private WordAlignment(IReadOnlyList<MeasuredWord> said, IReadOnlyList<MeasuredWord> heard, double within)
    {
        (_said, _heard, _within) = (said, heard, within);
        (_first, _steps) = (new int[said.Count + 1], new Step[said.Count + 1][]);
        Plan();
        Fill();
        Pairs = Trace();
    }

    /// <summary>In order: what was said and what was heard of it; null is missed, or added.</summary>
    public IReadOnlyList<(MeasuredWord? Said, MeasuredWord? Heard)> Pairs { get; }

    /// <param name="said">In order of time.</param>
    /// <param name="heard">In order of time.</param>
    /// <param name="within">Words that begin further apart, in seconds, are never the same.</param>
    public static WordAlignment Of(
        IReadOnlyList<MeasuredWord> said, IReadOnlyList<MeasuredWord> heard, double within = 10) =>
        new(said, heard, within);

    // A row for each word said, with the words heard around it; rows touch, so that there is always a way through.
    private void Plan()
    {
        var (low, high) = (0, 0);
        for (var row = 0; row <= _said.Count; row++)
        {
            var (before, time) = (high, _said.Count == 0 ? 0 : _said[Math.Max(row - 1, 0)].Start);
            while (row > 0 && low < _heard.Count && _heard[low].Start < time - _within) low++;
            while (high < _heard.Count && (row == _said.Count || _heard[high].Start <= time + _within)) high++;
            _first[row] = row == 0 ? 0 : Math.Min(low, before);
            _steps[row] = new Step[high - _first[row] + 1];
        }
    }

    private void Fill()
    {
        var above = Array.Empty<int>();
        for (var row = 0; row <= _said.Count; row++)
        {
            var costs = new int[_steps[row].Length];
            for (var i = 0; i < costs.Length; i++) costs[i] = Cost(row, i, above, costs);
            above = costs;
        }
    }

    private int Cost(int row, int index, int[] above, int[] costs)
    {
        var column = _first[row] + index;
        if (row == 0 && column == 0) return 0;
        var (best, step) = (int.MaxValue - 1, Step.None);
        if (row > 0 && column > 0 && AreNear(row - 1, column - 1) && At(above, row - 1, column - 1) is { } diagonal)
            Take(diagonal + (_said[row - 1].Bare == _heard[column - 1].Bare ? 0 : 1), Step.Pair);
        if (row > 0 && At(above, row - 1, column) is { } upper) Take(upper + 1, Step.Missed);
        if (index > 0) Take(costs[index - 1] + 1, Step.Added);
        _steps[row][index] = step;
        return best;

        void Take(int cost, Step way)
        {
            if (cost < best) (best, step) = (cost, way);
        }
    }

    private bool AreNear(int said, int heard) => Math.Abs(_said[said].Start - _heard[heard].Start) <= _within;

    private int? At(int[] costs, int row, int column) =>
        column - _first[row] is >= 0 and var index && index < costs.Length ? costs[index] : null;

    private List<(MeasuredWord?, MeasuredWord?)> Trace()
    {
        var pairs = new List<(MeasuredWord?, MeasuredWord?)>();
        for (var (row, column) = (_said.Count, _heard.Count); row > 0 || column > 0;)
        {
            var step = _steps[row][column - _first[row]];
            var said = step is Step.Pair or Step.Missed ? _said[--row] : null;
            var heard = step is Step.Pair or Step.Added ? _heard[--column] : null;
            pairs.Add((said, heard));
        }

        pairs.Reverse();
        return pairs;
    }
}
