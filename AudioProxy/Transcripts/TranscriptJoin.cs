using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// Makes one transcript, in lines, of windows that come in order: what only the next one can change waits for it.
/// </summary>
/// <param name="hasSpeakers">Whether who speaks makes the blocks; else long speech is parted by its sentences.</param>
/// <param name="overlap">Seconds at the end of a window that the next one hears too.</param>
internal sealed class TranscriptJoin(bool hasSpeakers, double overlap)
{
    private const double LongestSpeech = 20;

    // What a seam may take for the same words is a little farther away.
    private const double Reach = 4;

    private readonly TurnMerger merger = new(hasSpeakers ? null : LongestSpeech, areLines: true);
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
        var until = Pcm.Seconds(window.OverlapUntil);
        IReadOnlyList<Block> settled;
        if (IsBare(waiting) || IsBare(heard))
        {
            var (earlier, later) = Cut(heard, until - window.StartSeconds);
            waiting = waiting with { Text = earlier };
            settled = Flush();
            heard = heard with { Text = later };
        }
        else
        {
            var isEstimated = waiting.IsEstimated || heard.IsEstimated;
            var seam = WordSeam.Join(waiting.Words, heard.Words, window.StartSeconds, until, isEstimated);
            settled = merger.Add(seam.Earlier, turns);
            // Its text would be taken for one without times when all its words were heard before.
            heard = heard with { Words = seam.Later, Text = seam.Later.Count == 0 ? "" : heard.Text };
        }

        (waiting, turns, place) = (heard, spoken, (until, window.EndSeconds));
        return window.Last ? settled : [.. settled, .. SettleBefore(window.EndSeconds - overlap - Reach)];
    }

    /// <summary>The rest, when nothing comes any more.</summary>
    public IReadOnlyList<Block> Finish() => [.. Flush(), .. merger.Finish()];

    // The next window hears nothing of it: it is read while that is worked on.
    private IReadOnlyList<Block> SettleBefore(double seconds)
    {
        var words = waiting.Words.TakeWhile(word => word.End < seconds).ToList();
        if (words.Count == 0) return [];

        var isAll = words.Count == waiting.Words.Count;
        waiting = waiting with { Words = [.. waiting.Words.Skip(words.Count)], Text = isAll ? "" : waiting.Text };
        return merger.Add(words, turns);
    }

    // Without times only the words themselves tell what both windows have heard.
    private (string Earlier, string Later) Cut(HeardText heard, double shared)
    {
        if (waiting.Text.Length == 0 || heard.Text.Length == 0) return (waiting.Text, heard.Text);

        if (!IsBare(waiting) || !IsBare(heard))
        {
            HasDoubles = true;
            return (waiting.Text, heard.Text);
        }

        var cut = TextSeam.Join(waiting.Text, heard.Text, shared);
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
