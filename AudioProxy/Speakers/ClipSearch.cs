using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// Which stretches of a window are good clips of a speaker, and which of all clips are remembered. Pure.
/// </summary>
internal static class ClipSearch
{
    private const double LongestSeconds = 5;

    // Of a shorter one a diarizer that errs by 0.2 s at either end leaves less than is needed.
    private const double ShortestSeconds = 2;

    // Turns begin and end so much earlier or later than they are said to.
    private const double EdgeSeconds = 0.2;
    private const int KeptASpeaker = 4, KeptAWindow = 3;
    private const int TurnsLookedAt = 40;

    /// <summary>
    /// The best of the old and the new, the longest first and of equal ones those with most room. Not all are of one
    /// window: if somebody else was taken for this speaker there, one is still right.
    /// </summary>
    public static IReadOnlyList<Clip> Keep(IReadOnlyList<Clip> old, IReadOnlyList<Clip> found)
    {
        var best = old.Concat(found)
            .OrderByDescending(clip => Math.Round(Pcm.Seconds(clip.Samples)))
            .ThenByDescending(clip => clip.Room)
            .ToList();
        var spread = best.GroupBy(clip => clip.Window).SelectMany(group => group.Take(KeptAWindow)).ToHashSet();
        return [.. best.Where(spread.Contains).Take(KeptASpeaker)];
    }

    /// <summary>The clips of one speaker in a window, the best first.</summary>
    /// <param name="window">The window they are of. What the one before it heard too is left out.</param>
    /// <param name="name">Whose.</param>
    /// <param name="turns">Everybody's, named, in seconds of the recording.</param>
    public static IReadOnlyList<Clip> In(AudioWindow window, string name, IReadOnlyList<Turn> turns)
    {
        var others = turns.Where(turn => turn.Speaker != name).ToList();
        List<(double Start, double End)> alone = [.. turns
            .Where(turn => turn.Speaker == name)
            .OrderByDescending(turn => turn.End - turn.Start)
            .Take(TurnsLookedAt)
            .Select(turn => Alone(window, turn, others))
            .Where(part => part.End - part.Start >= ShortestSeconds)];
        return Keep([], [.. Two(alone).Select(part => Of(window, part.Start, part.End, others))]);
    }

    // Who says one long thing has two clips all the same.
    private static List<(double Start, double End)> Two(List<(double Start, double End)> alone) =>
        alone is [var (start, end)] && end - start >= LongestSeconds
            ? [(start, (start + end) / 2), ((start + end) / 2, end)]
            : alone;

    // The longer side of whoever speaks at the same time.
    private static (double Start, double End) Alone(AudioWindow window, Turn turn, List<Turn> others)
    {
        var start = Math.Max(turn.Start, Pcm.Seconds(window.OverlapUntil));
        var end = turn.End;
        foreach (var other in others.Where(other => other.Start < turn.End && other.End > turn.Start))
        {
            if (other.Start - start > end - other.End) end = Math.Min(end, other.Start);
            else start = Math.Max(start, other.End);
        }

        return (start + EdgeSeconds, end - EdgeSeconds);
    }

    private static Clip Of(AudioWindow window, double start, double end, List<Turn> others)
    {
        var spare = Math.Max(0, end - start - LongestSeconds) / 2;
        (start, end) = (start + spare, end - spare);
        var room = others.Count == 0
            ? LongestSeconds
            : others.Min(other => Math.Min(LongestSeconds, Math.Max(other.Start - end, start - other.End)));
        return new(Pcm.Samples(start), Pcm.Samples(end), window.Number, Math.Round(room, 3));
    }
}
