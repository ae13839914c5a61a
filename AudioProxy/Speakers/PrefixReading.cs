using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>What a diarizer made of the clips before a window.</summary>
/// <param name="Held">The speaker whose clips have a label, as most of them tell.</param>
/// <param name="Sure">Those of them whose clips all have that label, and no other's as many.</param>
/// <param name="Problem">What contradicts itself in them; null when nothing does.</param>
internal sealed record PrefixReading(
    IReadOnlyDictionary<string, string> Held, IReadOnlySet<string> Sure, string? Problem)
{
    // Lengths are sums of fractions that a computer cannot write.
    private const double MostOfHeard = 0.8 - 1e-9, LeastOfClip = 0.5 - 1e-9;

    /// <param name="prefix">The clips.</param>
    /// <param name="turns">What was heard in seconds from the beginning of what was sent.</param>
    public static PrefixReading Of(Prefix prefix, IReadOnlyList<Turn> turns)
    {
        var votes = prefix.Clips.ToLookup(clip => clip.Speaker, clip => LabelOf(clip, turns));
        var heard = turns.Where(turn => turn.End > prefix.Seconds).Select(turn => turn.Speaker).ToHashSet();
        var held = new Dictionary<string, string>();
        foreach (var (speaker, label, count) in Counted(votes).OrderByDescending(vote => vote.Count))
        {
            var others = votes.Where(other => other.Key != speaker).Max(other => (int?)Count(other, label)) ?? 0;
            // The other label is somebody else's, has fewer of the clips, or is heard nowhere else.
            var isOnly = votes[speaker].OfType<string>().Where(other => other != label).All(other =>
                held.ContainsKey(other) || Count(votes[speaker], other) < count
                || (heard.Contains(label) && !heard.Contains(other)));
            if (count > others && isOnly && !held.ContainsValue(speaker)) held.TryAdd(label, speaker);
        }

        var sure = held.Where(pair => votes[pair.Value].All(label => label == pair.Key))
            .Select(pair => pair.Value).ToHashSet();
        return new(held, sure, Problems(votes).FirstOrDefault());
    }

    private static string? LabelOf(PrefixClip clip, IReadOnlyList<Turn> turns)
    {
        var place = Spans.Of([new(clip.Speaker, clip.Start, clip.End)]);
        var within = turns.Where(turn => turn.Start < clip.End && turn.End > clip.Start).ToList();
        var (label, seconds) = within
            .GroupBy(turn => turn.Speaker)
            .Select(label => (label.Key, Spans.Of(label).And(place).Length))
            .OrderByDescending(label => label.Length)
            .FirstOrDefault();
        // Pauses are in a clip as in all speech, and say nothing against it.
        var heard = Spans.Of(within).And(place).Length;
        return seconds < MostOfHeard * heard || seconds < LeastOfClip * place.Length ? null : label;
    }

    private static IEnumerable<(string Speaker, string Label, int Count)> Counted(ILookup<string, string?> votes) =>
        votes.SelectMany(speaker => speaker.OfType<string>().CountBy(label => label)
            .Select(label => (speaker.Key, label.Key, label.Value)));

    private static int Count(IEnumerable<string?> labels, string label) => labels.Count(one => one == label);

    private static IEnumerable<string> Problems(ILookup<string, string?> votes)
    {
        var owners = new Dictionary<string, string>();
        foreach (var speaker in votes)
        {
            if (speaker.Any(label => label is null)) yield return $"no label covers a clip of {speaker.Key}";
            else if (speaker.Distinct().Count() > 1) yield return $"the clips of {speaker.Key} have two labels";
            else if (!owners.TryAdd(speaker.First()!, speaker.Key))
                yield return $"the clips of {owners[speaker.First()!]} and {speaker.Key} have one label";
        }
    }
}
