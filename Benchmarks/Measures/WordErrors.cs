namespace SparkControl.Benchmarks.Measures;

/// <summary>The word errors of a transcript, by their kinds.</summary>
internal sealed record WordErrors(int Words, int Changed, int Missed, int Added)
{
    /// <summary>The word error rate: all errors over all words that were said.</summary>
    public double Rate => Words == 0 ? Added : (double)(Changed + Missed + Added) / Words;

    public static WordErrors Of(
        IReadOnlyList<MeasuredWord> said, IReadOnlyList<MeasuredWord> heard, double within = 10) =>
        Of(WordAlignment.Of(said, heard, within));

    public static WordErrors Of(WordAlignment alignment) => new(
        alignment.Pairs.Count(pair => pair.Said is not null),
        alignment.Pairs.Count(pair => pair is { Said: { } said, Heard: { } heard } && said.Bare != heard.Bare),
        alignment.Pairs.Count(pair => pair.Heard is null),
        alignment.Pairs.Count(pair => pair.Said is null));
}
