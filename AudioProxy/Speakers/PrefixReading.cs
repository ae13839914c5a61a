using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>What a diarizer made of the clips before a window.</summary>
/// <param name="Held">The speaker whose clip has a label.</param>
/// <param name="Problem">Why the clips tell nothing; null when they do.</param>
internal sealed record PrefixReading(IReadOnlyDictionary<string, string> Held, string? Problem)
{
    // Lengths are sums of fractions that a computer cannot write.
    private const double LeastCovered = 0.8 - 1e-9;

    /// <param name="prefix">The clips.</param>
    /// <param name="turns">What was heard in seconds from the beginning of what was sent.</param>
    public static PrefixReading Of(Prefix prefix, IReadOnlyList<Turn> turns)
    {
        var held = new Dictionary<string, string>();
        foreach (var clip in prefix.Clips)
        {
            var place = Spans.Of([new(clip.Speaker, clip.Start, clip.End)]);
            var (label, seconds) = turns
                .Where(turn => turn.Start < clip.End && turn.End > clip.Start)
                .GroupBy(turn => turn.Speaker)
                .Select(label => (label.Key, Spans.Of(label).And(place).Length))
                .MaxBy(label => label.Length);
            if (label is null || seconds < LeastCovered * (clip.End - clip.Start))
            {
                return new(held, $"no label covers the clip of {clip.Speaker}");
            }

            if (!held.TryAdd(label, clip.Speaker))
            {
                return new(held, $"the clips of {held[label]} and {clip.Speaker} have one label");
            }
        }

        return new(held, null);
    }
}
