namespace SparkControl.Simulator.Speech;

/// <summary>
/// What was heard as text: a pause makes a sentence, with a capital letter and a full stop, so that what is heard at a
/// seam of two files is written differently in each. Pure.
/// </summary>
internal sealed record Transcript(IReadOnlyList<Sentence> Sentences)
{
    /// <summary>A pause of so many seconds ends a sentence.</summary>
    private const double Pause = 0.6;

    public string Text => string.Join(' ', Sentences.Select(sentence => sentence.Text));

    public static Transcript Of(IReadOnlyList<SpokenWord> heard)
    {
        var sentences = new List<Sentence>();
        for (var first = 0; first < heard.Count;)
        {
            var next = first + 1;
            while (next < heard.Count && heard[next].Start - heard[next - 1].End < Pause) next++;
            sentences.Add(new([.. Enumerable.Range(first, next - first)
                .Select(index => Write(heard[index], index == first, index == next - 1))]));
            first = next;
        }

        return new(sentences);
    }

    private static SpokenWord Write(SpokenWord word, bool isFirst, bool isLast) => word with
    {
        Word = (isFirst ? char.ToUpperInvariant(word.Word[0]) + word.Word[1..] : word.Word) + (isLast ? "." : "")
    };
}

/// <summary>Words without a pause, as they are written.</summary>
internal sealed record Sentence(IReadOnlyList<SpokenWord> Words)
{
    public string Text => string.Join(' ', Words.Select(word => word.Word));

    public double Start => Words[0].Start;

    public double End => Words[^1].End;
}
