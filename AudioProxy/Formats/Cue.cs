namespace SparkControl.AudioProxy.Formats;

/// <summary>A part of a segment that is not too long to be read while it is heard.</summary>
internal sealed record Cue(long StartMs, long EndMs, string Speaker, string Text)
{
    // Two lines of 42 letters and seven seconds are what subtitles usually have at most.
    private const int Letters = 84;
    private const long LongestMs = 7000, ShortestSentenceMs = 1000;

    /// <summary>All of a transcript, in order. Words are never cut; without their times a segment is one cue.</summary>
    public static IEnumerable<Cue> Of(Transcript transcript) => transcript.Segments.SelectMany(Of);

    private static IEnumerable<Cue> Of(Segment segment)
    {
        if (segment.Words is not { Count: > 0 } words)
        {
            yield return new(segment.StartMs, segment.EndMs, segment.Speaker, segment.Text);
            yield break;
        }

        var cue = Begin(words[0], segment.Speaker);
        foreach (var word in words.Skip(1))
        {
            if (cue.HasRoomFor(word))
            {
                cue = cue with { Text = $"{cue.Text} {word.Word}", EndMs = word.EndMs };
                continue;
            }

            yield return cue;
            cue = Begin(word, segment.Speaker);
        }

        yield return cue;
    }

    private static Cue Begin(SegmentWord word, string speaker) => new(word.StartMs, word.EndMs, speaker, word.Word);

    private bool HasRoomFor(SegmentWord word) =>
        Text.Length + 1 + word.Word.Length <= Letters
        && word.EndMs - StartMs <= LongestMs
        && !(Text[^1] is '.' or '!' or '?' or '…' && EndMs - StartMs >= ShortestSentenceMs);
}
