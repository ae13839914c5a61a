using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>A clip of a speaker that is sent.</summary>
internal sealed record ChosenClip(string Speaker, Clip Clip);

/// <summary>Which clips of speakers are remembered and which are sent.</summary>
internal static class ClipChoice
{
    /// <summary>The diarizer tells so many voices apart.</summary>
    public const int MostSpeakers = 4;

    private const double LongestSeconds = 5;
    // Of a shorter one a diarizer that errs by 0.2 s at either end leaves less than is needed.
    private const double ShortestSeconds = 2;
    // Turns begin and end so much earlier or later than they are said to.
    private const double EdgeSeconds = 0.2;
    private const int KeptASpeaker = 3, KeptAWindow = 2;
    private const int TurnsLookedAt = 40;

    /// <summary>One clip each of the four who were heard last, in the order of their names.</summary>
    /// <param name="memory">What is known.</param>
    /// <param name="attempt">0 for the best clips, 1 for others.</param>
    /// <returns>None where voices decide; null where there are no others.</returns>
    public static IReadOnlyList<ChosenClip>? ToSend(SpeakerMemory memory, int attempt)
    {
        var heardLast = memory.Known
            .Where(speaker => speaker.Clips.Count > 0)
            .OrderByDescending(speaker => speaker.LastHeard)
            .Take(MostSpeakers)
            .ToHashSet();
        var speakers = memory.Known.Where(heardLast.Contains).ToList();
        // Where the server tells voices apart, clips are for when it stops doing so.
        var others = memory.Known.Any(speaker => speaker.Voice is not null) ? attempt - 1 : attempt;
        if (others < 0) return [];
        if (attempt > 0 && !speakers.Any(speaker => speaker.Clips.Count > others)) return null;

        return [.. speakers.Select(speaker => new ChosenClip(
            speaker.Name, speaker.Clips[Math.Min(others, speaker.Clips.Count - 1)]))];
    }

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
    /// <param name="name">Whose.</param>
    /// <param name="turns">Everybody's, named, in seconds of the recording.</param>
    /// <param name="window">The window they are of. What the one before it heard too is left out.</param>
    public static IReadOnlyList<Clip> In(AudioWindow window, string name, IReadOnlyList<Turn> turns)
    {
        var others = turns.Where(turn => turn.Speaker != name).ToList();
        return Keep([], [.. turns
            .Where(turn => turn.Speaker == name)
            .OrderByDescending(turn => turn.End - turn.Start)
            .Take(TurnsLookedAt)
            .Select(turn => Of(window, turn, others))
            .OfType<Clip>()]);
    }

    private static Clip? Of(AudioWindow window, Turn turn, List<Turn> others)
    {
        var start = Math.Max(turn.Start, Pcm.Seconds(window.OverlapUntil));
        var end = turn.End;
        foreach (var other in others.Where(other => other.Start < turn.End && other.End > turn.Start))
        {
            // The longer side of whoever speaks at the same time.
            if (other.Start - start > end - other.End) end = Math.Min(end, other.Start);
            else start = Math.Max(start, other.End);
        }

        (start, end) = (start + EdgeSeconds, end - EdgeSeconds);
        if (end - start < ShortestSeconds) return null;

        var spare = Math.Max(0, end - start - LongestSeconds) / 2;
        (start, end) = (start + spare, end - spare);
        var room = others.Count == 0
            ? LongestSeconds
            : others.Min(other => Math.Min(LongestSeconds, Math.Max(other.Start - end, start - other.End)));
        return new(Pcm.Samples(start), Pcm.Samples(end), window.Number, Math.Round(room, 3));
    }
}
