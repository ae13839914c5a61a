namespace SparkControl.AudioProxy.Speakers;

/// <summary>A clip of a speaker that is sent.</summary>
/// <param name="Speaker">Whose.</param>
/// <param name="Clip">As it is remembered.</param>
/// <param name="Sent">The part of it that is sent: its middle, where there is no room for all.</param>
internal sealed record ChosenClip(string Speaker, Clip Clip, Clip Sent);

/// <summary>Which clips of speakers are sent.</summary>
internal static class ClipChoice
{
    /// <summary>The diarizer tells so many voices apart.</summary>
    public const int MostSpeakers = 4;

    // Of one clip nobody could tell that its label is wrong.
    private const int Each = 2;

    // In all; what is sent before a window is worked on once more with each.
    private const double MostSeconds = 20;

    /// <summary>
    /// Two clips each, of different windows where there are, of the four who were heard last: first one of everybody in
    /// the order of their names, then the other ones.
    /// </summary>
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
        if (attempt > 0 && !speakers.Any(speaker => speaker.Clips.Count > others * Each)) return null;

        var chosen = speakers.Select(speaker => (speaker.Name, Clips: Of(speaker.Clips, others))).ToList();
        var longest = MostSeconds / Math.Max(1, chosen.Sum(one => one.Clips.Count));
        return [.. Enumerable.Range(0, Each).SelectMany(turn => chosen
            .Where(one => one.Clips.Count > turn)
            .Select(one => new ChosenClip(one.Name, one.Clips[turn], one.Clips[turn].Middle(longest))))];
    }

    private static List<Clip> Of(IReadOnlyList<Clip> clips, int others)
    {
        var second = clips.FirstOrDefault(clip => clip.Window != clips[0].Window) ?? clips.ElementAtOrDefault(1);
        List<Clip> best = second is null ? [clips[0]] : [clips[0], second];
        return others == 0 ? best : [.. clips.Except(best).Concat(best).Take(Each)];
    }
}
