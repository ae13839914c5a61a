using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>
/// Says who said each word, and makes blocks: a new one begins when another speaks or after a pause of more than
/// 1.5 s. Fed with the words of one window after another; how they are cut makes no difference to what comes out.
/// </summary>
/// <param name="longest">
/// Seconds after which a block ends with its sentence; null is never: a speech is one block, however long.
/// </param>
/// <param name="areLines">
/// Blocks come in lines, each with a sentence: those behind the first continue it. What is said long is then known long
/// before it has ended, and any word of it can be found.
/// </param>
internal sealed class TurnMerger(double? longest = null, bool areLines = false)
{
    /// <summary>Who speaks where nobody was found to speak.</summary>
    public const string Alone = "Speaker_0";

    // Times are decimal fractions in binary: a pause of 1.5 s may come out a trifle longer.
    private const double LongestPause = 1.5 + 1e-6;

    // A line is read as one: no single word, and no more than that where nobody writes full stops.
    private const double ShortestLine = 2, LongestLine = 20;

    private readonly List<Block> waiting = [];
    private List<SpokenWord> open = [];
    private string? speaker;
    private double? began;
    private bool goesOn;

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
            else if (areLines && IsLine) CloseLine(settled);
            if (said is not null) Name(said, settled);
            began ??= word.Start;
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

    private double Open => open is [var first, .., var last] ? last.End - first.Start : 0;

    private bool IsLong => open.Count > 0 && open[^1].End - began >= longest && EndsSentence;

    private bool IsLine => Open >= LongestLine || (Open >= ShortestLine && EndsSentence);

    private bool EndsSentence => open[^1].Text.TrimEnd() is [.., '.' or '?' or '!' or '…'];

    private void Close(List<Block> settled)
    {
        if (open.Count > 0) Settle(Block.Of(speaker ?? Alone, open) with { Continues = goesOn }, settled);
        (open, began, goesOn) = ([], null, false);
    }

    private void CloseLine(List<Block> settled)
    {
        var since = began;
        Close(settled);
        (began, goesOn) = (since, true);
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
