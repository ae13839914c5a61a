namespace SparkControl.Benchmarks.Measures;

/// <summary>A time in which nobody begins or ends, and who speaks in it.</summary>
internal sealed record Moments(double Seconds, IReadOnlySet<string> Real, IReadOnlySet<string> Told)
{
    private enum Side { Real, Told, Collar }

    /// <summary>
    /// All in which anybody speaks, less those within the collar of a real beginning or end. One sweep.
    /// </summary>
    public static IReadOnlyList<Moments> Of(
        IReadOnlyList<MeasuredTurn> real, IReadOnlyList<MeasuredTurn> told, double collar)
    {
        var collars = collar <= 0 ? [] : real.SelectMany(turn => (MeasuredTurn[])
            [new("", turn.Start - collar, turn.Start + collar), new("", turn.End - collar, turn.End + collar)]);
        var changes = Changes(real, Side.Real).Concat(Changes(told, Side.Told)).Concat(Changes(collars, Side.Collar))
            .OrderBy(change => change.At).ToList();
        var active = new Dictionary<(Side, string), int>();
        var moments = new List<Moments>();
        for (var i = 0; i < changes.Count; i++)
        {
            var (at, side, speaker, by) = changes[i];
            var count = active[(side, speaker)] = active.GetValueOrDefault((side, speaker)) + by;
            if (count == 0) active.Remove((side, speaker));
            if (i + 1 == changes.Count || changes[i + 1].At <= at || active.ContainsKey((Side.Collar, ""))) continue;
            if (active.Count == 0) continue;
            moments.Add(new(changes[i + 1].At - at, Of(active, Side.Real), Of(active, Side.Told)));
        }

        return moments;
    }

    private static IEnumerable<(double At, Side Side, string Speaker, int By)> Changes(
        IEnumerable<MeasuredTurn> turns, Side side) => turns
        .Where(turn => turn.End > turn.Start)
        .SelectMany(turn => ((double, Side, string, int)[])
            [(turn.Start, side, turn.Speaker, 1), (turn.End, side, turn.Speaker, -1)]);

    private static HashSet<string> Of(Dictionary<(Side Side, string Speaker), int> active, Side side) =>
        [.. active.Keys.Where(key => key.Side == side).Select(key => key.Speaker)];
}
