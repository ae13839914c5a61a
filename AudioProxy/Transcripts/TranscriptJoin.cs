using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// Makes one transcript of windows that come in order: what only the next one can change waits for it.
/// </summary>
/// <param name="hasSpeakers">Whether who speaks makes the blocks; else long speech is parted by its sentences.</param>
internal sealed class TranscriptJoin(bool hasSpeakers)
{
    private const double LongestSpeech = 20;

    private readonly TurnMerger merger = new(hasSpeakers ? null : LongestSpeech);
    private HeardText waiting = new() { Text = "" };
    private IReadOnlyList<Turn> turns = [];
    private (double From, double To) place;

    /// <summary>Whether somewhere words had no times, so that what two windows heard may be there twice.</summary>
    public bool HasDoubles { get; private set; }

    /// <param name="window">The next window.</param>
    /// <param name="heard">What was said in it, in the time of the recording.</param>
    /// <param name="spoken">Who spoke, by final names.</param>
    /// <returns>The blocks that are settled by it.</returns>
    public IReadOnlyList<Block> Add(AudioWindow window, HeardText heard, IReadOnlyList<Turn> spoken)
    {
        var overlap = Pcm.Seconds(window.OverlapUntil);
        IReadOnlyList<Block> settled;
        if (IsBare(waiting) || IsBare(heard))
        {
            var (earlier, later) = Cut(heard, overlap - window.StartSeconds);
            waiting = waiting with { Text = earlier };
            settled = Flush();
            heard = heard with { Text = later };
        }
        else
        {
            var isEstimated = waiting.IsEstimated || heard.IsEstimated;
            var seam = WordSeam.Join(waiting.Words, heard.Words, window.StartSeconds, overlap, isEstimated);
            settled = merger.Add(seam.Earlier, turns);
            heard = heard with { Words = seam.Later };
        }

        (waiting, turns, place) = (heard, spoken, (overlap, window.EndSeconds));
        return settled;
    }

    /// <summary>The rest, when nothing comes any more.</summary>
    public IReadOnlyList<Block> Finish() => [.. Flush(), .. merger.Finish()];

    // Without times only the words themselves tell what both windows have heard.
    private (string Earlier, string Later) Cut(HeardText heard, double overlap)
    {
        if (waiting.Text.Length == 0 || heard.Text.Length == 0) return (waiting.Text, heard.Text);

        if (!IsBare(waiting) || !IsBare(heard))
        {
            HasDoubles = true;
            return (waiting.Text, heard.Text);
        }

        var cut = TextSeam.Join(waiting.Text, heard.Text, overlap);
        HasDoubles |= cut.Later.Length == heard.Text.Length;
        return cut;
    }

    private IReadOnlyList<Block> Flush()
    {
        var settled = IsBare(waiting)
            ? merger.AddText(waiting.Text, place.From, place.To, turns)
            : merger.Add(waiting.Words, turns);
        waiting = new() { Text = "" };
        return settled;
    }

    private static bool IsBare(HeardText heard) => heard is { Words.Count: 0, Text.Length: > 0 };
}
