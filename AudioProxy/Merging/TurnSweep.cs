using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>
/// Finds the turn of each word while it goes through both once. A word belongs to the turn that covers most of it, else
/// to the nearest one within half a second.
/// </summary>
internal sealed class TurnSweep(IReadOnlyList<Turn> turns)
{
    // Seconds. Times are decimal fractions in binary: half a second may come out a trifle longer.
    private const double Reach = 0.5 + 1e-6, Deep = 1;

    private readonly List<Turn> joined = Joined(turns);
    private readonly List<Turn> near = [];
    private int next;

    /// <param name="word">None begins before the one that was asked for last.</param>
    /// <returns>Null when there is no turn near it.</returns>
    public string? SpeakerOf(SpokenWord word)
    {
        while (next < joined.Count && joined[next].Start <= word.End + Reach) near.Add(joined[next++]);
        for (var i = near.Count - 1; i >= 0; i--)
            if (near[i].End < word.Start - Reach) near.RemoveAt(i);

        Turn? best = null;
        foreach (var turn in near)
            if (Shared(turn, word) >= -Reach && (best is null || IsBetter(turn, best, word))) best = turn;
        return best?.Speaker;
    }

    /// <summary>Who speaks most between two times; null when nobody does.</summary>
    public static string? Dominant(IReadOnlyList<Turn> turns, double start, double end) => turns
        .GroupBy(turn => turn.Speaker)
        .Select(own => (Speaker: own.Key, Said: own.Sum(turn => Math.Max(0, Shared(turn, start, end)))))
        .Where(own => own.Said > 0)
        .OrderByDescending(own => own.Said).ThenBy(own => own.Speaker, StringComparer.Ordinal)
        .FirstOrDefault().Speaker;

    // What covers just as much is judged by its edges, which are the uncertain part of a turn: the farther the better.
    // The name decides last, so that the answer does not depend on where windows cut the turns.
    private static bool IsBetter(Turn turn, Turn best, SpokenWord word)
    {
        var (more, deeper) = (Shared(turn, word) - Shared(best, word), Depth(turn, word) - Depth(best, word));
        return more != 0 ? more > 0
            : deeper != 0 ? deeper > 0
            : string.CompareOrdinal(turn.Speaker, best.Speaker) < 0;
    }

    private static double Depth(Turn turn, SpokenWord word) =>
        Math.Min(Deep, Math.Min(word.Middle - turn.Start, turn.End - word.Middle));

    private static double Shared(Turn turn, SpokenWord word) => Shared(turn, word.Start, word.End);

    // Below 0 it is how far they are apart.
    private static double Shared(Turn turn, double start, double end) =>
        Math.Min(turn.End, end) - Math.Max(turn.Start, start);

    // By their start. A speaker's turns that touch are one, so that few are near at a time whatever the server says.
    private static List<Turn> Joined(IReadOnlyList<Turn> turns)
    {
        var (joined, last) = (new List<Turn>(turns.Count), new Dictionary<string, int>());
        foreach (var turn in turns.OrderBy(turn => turn.Start))
        {
            if (last.TryGetValue(turn.Speaker, out var own) && turn.Start <= joined[own].End)
            {
                if (turn.End > joined[own].End) joined[own] = joined[own] with { End = turn.End };
                continue;
            }

            last[turn.Speaker] = joined.Count;
            joined.Add(turn);
        }

        return joined;
    }
}
