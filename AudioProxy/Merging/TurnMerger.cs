using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>
/// Says who said each word, and makes blocks: a new one begins when another speaks or after a pause of more than
/// 1.5 s. Fed with the words of one window after another; how they are cut makes no difference to what comes out.
/// </summary>
/// <param name="longest">
/// Seconds after which a block ends with its sentence; null is never: a speech is one block, however long.
/// </param>
internal sealed class TurnMerger(double? longest = null)
{
    /// <summary>Who speaks where nobody was found to speak.</summary>
    public const string Alone = "Speaker_0";

    // Times are decimal fractions in binary: a pause of 1.5 s may come out a trifle longer.
    private const double LongestPause = 1.5 + 1e-6;

    private readonly List<Block> waiting = [];
    private List<SpokenWord> open = [];
    private string? speaker;

    /// <param name="words">In order, and behind those that were added before.</param>
    /// <param name="turns">All that are within half a second of a word; with the names of the whole recording.</param>
    /// <returns>The blocks that nothing can be added to any more.</returns>
    public IReadOnlyList<Block> Add(IReadOnlyList<SpokenWord> words, IReadOnlyList<Turn> turns)
    {
        var sweep = new TurnSweep(turns);
        var settled = new List<Block>();
        foreach (var word in words)
        {
            var said = sweep.SpeakerOf(word);
            var isOther = said is not null && speaker is not null && said != speaker;
            if (isOther || (open is [.., var last] && word.Start - last.End > LongestPause) || IsLong) Close(settled);
            if (said is not null) Name(said, settled);
            open.Add(word);
        }

        return settled;
    }

    /// <summary>A text whose words have no times: a block of its own, said by whoever speaks most.</summary>
    public IReadOnlyList<Block> AddText(string text, double start, double end, IReadOnlyList<Turn> turns)
    {
        var settled = new List<Block>();
        if (text.Length == 0) return settled;

        Close(settled);
        if (TurnSweep.Dominant(turns, start, end) is { } said) Name(said, settled);
        Settle(new() { Speaker = speaker ?? Alone, Start = start, End = end, Text = text }, settled);
        return settled;
    }

    /// <summary>The rest, when nothing comes any more.</summary>
    public IReadOnlyList<Block> Finish()
    {
        var settled = new List<Block>();
        Close(settled);
        Name(speaker ?? Alone, settled);
        return settled;
    }

    private bool IsLong => open is [var first, .., var last] && last.End - first.Start >= longest
        && last.Text.TrimEnd() is [.., '.' or '?' or '!'];

    private void Close(List<Block> settled)
    {
        if (open.Count > 0) Settle(Block.Of(speaker ?? Alone, open), settled);
        open = [];
    }

    // Until the first speaker is known, nobody can be told to have said it.
    private void Settle(Block block, List<Block> settled) => (speaker is null ? waiting : settled).Add(block);

    private void Name(string said, List<Block> settled)
    {
        speaker = said;
        if (waiting.Count == 0) return;

        settled.AddRange(waiting.Select(block => block with { Speaker = said }));
        waiting.Clear();
    }
}
