namespace SparkControl.Simulator.Speech;

/// <summary>
/// What becomes of right turns in a diarizer that errs. Pure: chance follows from the turns and the seed.
/// </summary>
internal static class ErringDiarizer
{
    private const int MostClips = 8;

    private const double LongestClip = 6, ShortestGap = 0.3, LongestGap = 1;

    public static IReadOnlyList<Turn> Err(IReadOnlyList<Turn> turns, DiarizerErrors errors)
    {
        var random = new Random(turns.Aggregate(errors.Seed, (sum, turn) =>
            unchecked(sum * 31 + turn.Voice + (int)(turn.Start * 100) * 7 + (int)(turn.End * 100))));
        var heard = turns.Where(turn => turn.Length >= errors.ShortestTurn).ToList();
        var labelled = Diarization.Label(Merge(heard, errors, random));
        return [.. Mislabel(labelled, errors, random).Select(turn => Shift(turn, errors.Boundary, random))
            .OrderBy(turn => turn.Start)];
    }

    private static List<Turn> Merge(IReadOnlyList<Turn> turns, DiarizerErrors errors, Random random)
    {
        var merged = new List<Turn>();
        foreach (var turn in turns)
        {
            var isLost = turn.Length < errors.ShortestClip && random.Next(2) == 0;
            if (isLost && merged is [.., var last])
                merged[^1] = last with { End = Math.Max(last.End, turn.End) };
            else
                merged.Add(turn);
        }

        return merged;
    }

    private static IReadOnlyList<Turn> Mislabel(IReadOnlyList<Turn> turns, DiarizerErrors errors, Random random)
    {
        var labels = turns.Select(turn => turn.Label).Distinct().ToList();
        if (labels.Count < 2) return turns;
        var clips = turns.Zip(turns.Skip(1)).Take(MostClips).TakeWhile(pair => IsClip(pair.First, pair.Second)).Count();
        return [.. turns.Select((turn, index) => index < clips && random.NextDouble() < errors.WrongPrefix
            ? turn with { Label = Other(turn.Label, labels, random) }
            : turn)];
    }

    private static bool IsClip(Turn turn, Turn next) =>
        turn.Length <= LongestClip && next.Start - turn.End is >= ShortestGap and <= LongestGap;

    private static string Other(string label, List<string> labels, Random random) =>
        labels[(labels.IndexOf(label) + random.Next(1, labels.Count)) % labels.Count];

    private static Turn Shift(Turn turn, double most, Random random)
    {
        var start = Math.Max(0, turn.Start + most * (2 * random.NextDouble() - 1));
        var end = turn.End + most * (2 * random.NextDouble() - 1);
        return turn with { Start = start, End = Math.Max(end, start + ToneListener.Frame) };
    }
}
