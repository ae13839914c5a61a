using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>
/// Joins the words of two windows where both have heard the same: cut between words near the middle of the overlap, so
/// that words which a window cuts off come from the other one. What only one of them heard stays. Pure.
/// </summary>
internal static class WordSeam
{
    // Seconds: how far the same word may be apart in two hearings, also where words only have their share of a segment.
    private const double Slack = 0.5, EstimatedSlack = 3;

    // Seconds: two frames of the recognizer for words at the edges of the overlap, and one and a half for their pieces.
    private const double Edge = 0.16, Touch = 0.12;

    // More words are in no overlap, and comparing each with each must not become slow where a server sends nonsense.
    private const int Most = 500;

    /// <param name="earlier">Words of the earlier window that are not settled, in recording time and in order.</param>
    /// <param name="later">All words of the later one.</param>
    /// <param name="from">Where the later window begins, seconds.</param>
    /// <param name="to">Where the earlier one ends; the same when nothing was heard by both.</param>
    /// <param name="isEstimated">The times of words are estimates in one of them.</param>
    public static Seam Join(
        IReadOnlyList<SpokenWord> earlier, IReadOnlyList<SpokenWord> later, double from, double to,
        bool isEstimated = false)
    {
        if (to <= from) return Mended(earlier, later, from);

        var (slack, edge) = isEstimated ? (EstimatedSlack, EstimatedSlack) : (Slack, Edge);
        var shared = Math.Min(Most, earlier.Reverse().TakeWhile(word => word.End > from - edge).Count());
        var theirs = later.Take(Most).TakeWhile(word => word.Start < to + edge).Count();
        var kept = earlier.Count - shared;
        var units = WithoutPieces(SeamUnit.Of([.. earlier.Skip(kept)], [.. later.Take(theirs)], slack), from, to);
        var cut = Cut(units, from, to);
        return Mended(
            [.. earlier.Take(kept), .. units.Take(cut).SelectMany(unit => unit.AsEarlier)],
            [.. units.Skip(cut).SelectMany(unit => unit.AsLater), .. later.Skip(theirs)],
            units.Count == 0 ? (from + to) / 2 : Math.Clamp(Boundary(units, cut), from, to));
    }

    // A window that begins or ends within a word may hear some other word in what is left of it.
    private static List<SeamUnit> WithoutPieces(IReadOnlyList<SeamUnit> units, double from, double to)
    {
        return [.. units.Where((_, i) => !IsFirstPiece(i) && !IsLastPiece(i))];

        bool IsFirstPiece(int i) => units[i].Earlier.Count == 0 && units[i].Start <= from + Touch
            && i > 0 && units[i - 1].Earlier is [.., var whole] && units[i].Start - whole.End <= Touch;

        bool IsLastPiece(int i) => units[i].Later.Count == 0 && units[i].End >= to - Touch
            && i + 1 < units.Count && units[i + 1].Later is [var whole, ..] && whole.Start - units[i].End <= Touch;
    }

    // How many units stay as the earlier window heard them. Where both wrote the same, capitals and full stops fit too.
    private static int Cut(List<SeamUnit> units, double from, double to)
    {
        var (middle, detour) = ((from + to) / 2, (to - from) / 4);
        return Enumerable.Range(0, units.Count + 1).MinBy(cut =>
            Math.Abs(Boundary(units, cut) - middle) + (Cost(cut - 1) + Cost(cut)) * detour);

        int Cost(int unit) => unit >= 0 && unit < units.Count && !units[unit].IsAlike ? 1 : 0;
    }

    private static double Boundary(List<SeamUnit> units, int cut) =>
        units.Count == 0 ? 0
        : cut == 0 ? units[0].Start
        : cut == units.Count ? units[^1].End
        : (units[cut - 1].End + units[cut].Start) / 2;

    private static Seam Mended(IReadOnlyList<SpokenWord> earlier, IReadOnlyList<SpokenWord> later, double at)
    {
        var words = WordOrder.Mended([.. earlier, .. later]);
        return new([.. words.Take(earlier.Count)], [.. words.Skip(earlier.Count)], at);
    }
}
