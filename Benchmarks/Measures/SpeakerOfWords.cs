using SparkControl.AudioProxy.Speakers;

namespace SparkControl.Benchmarks.Measures;

/// <summary>How many words that were heard have the right speaker, by the best names for them.</summary>
/// <param name="Words">Words that were heard right.</param>
/// <param name="Right">Those with the right speaker.</param>
/// <param name="Names">By what name each speaker goes.</param>
internal sealed record SpeakerOfWords(int Words, int Right, IReadOnlyDictionary<string, string> Names)
{
    public double Accuracy => Words == 0 ? 1 : (double)Right / Words;

    public static SpeakerOfWords Of(
        IReadOnlyList<MeasuredWord> said, IReadOnlyList<MeasuredWord> heard, double within = 10) =>
        Of(WordAlignment.Of(said, heard, within));

    public static SpeakerOfWords Of(WordAlignment alignment)
    {
        var both = alignment.Pairs
            .Where(pair => pair is { Said: { } said, Heard: { } heard } && said.Bare == heard.Bare)
            .CountBy(pair => (Real: pair.Said!.Speaker, Told: pair.Heard!.Speaker))
            .ToDictionary(count => count.Key, count => (double)count.Value);
        var names = BestMatch.Of(both);
        return new(
            (int)both.Values.Sum(),
            (int)both.Where(pair => names.GetValueOrDefault(pair.Key.Real) == pair.Key.Told).Sum(pair => pair.Value),
            names);
    }
}
