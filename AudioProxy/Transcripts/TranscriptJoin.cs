using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Makes one transcript of windows that come in order: what only the next one can change waits for it.</summary>
internal sealed class TranscriptJoin
{
    private readonly TurnMerger merger = new();
    private HeardText waiting = new() { Text = "" };
    private IReadOnlyList<Turn> turns = [];

    /// <summary>Whether somewhere words had no times, so that what two windows heard may be there twice.</summary>
    public bool HasDoubles { get; private set; }

    /// <param name="window">The next window.</param>
    /// <param name="heard">What was said in it, in the time of the recording.</param>
    /// <param name="spoken">Who spoke, by final names.</param>
    /// <returns>The blocks that are settled by it.</returns>
    public IReadOnlyList<Block> Add(AudioWindow window, HeardText heard, IReadOnlyList<Turn> spoken)
    {
        if (heard is { Words.Count: 0, Text.Length: > 0 }) return AddText(window, heard, spoken);

        var (from, to) = (window.StartSeconds, Pcm.Seconds(window.OverlapUntil));
        var seam = WordSeam.Join(waiting.Words, heard.Words, from, to, waiting.IsEstimated || heard.IsEstimated);
        var settled = merger.Add(seam.Earlier, turns);
        (waiting, turns) = (heard with { Words = seam.Later }, spoken);
        return settled;
    }

    /// <summary>The rest, when nothing comes any more.</summary>
    public IReadOnlyList<Block> Finish() => [.. Flush(), .. merger.Finish()];

    private IReadOnlyList<Block> AddText(AudioWindow window, HeardText heard, IReadOnlyList<Turn> spoken)
    {
        var from = Pcm.Seconds(window.OverlapUntil);
        HasDoubles |= window.Number > 0;
        var flushed = Flush();
        turns = spoken;
        return [.. flushed, .. merger.AddText(heard.Text, from, window.EndSeconds, spoken)];
    }

    private IReadOnlyList<Block> Flush()
    {
        var settled = merger.Add(waiting.Words, turns);
        waiting = new() { Text = "" };
        return settled;
    }
}
