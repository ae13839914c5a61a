namespace SparkControl.AudioProxy.Speech;

/// <summary>Keeps words in the order in which they are said, and makes their times agree with it. Pure.</summary>
internal static class WordOrder
{
    /// <returns>The same words; none begins before the one before it has ended, or ends before it begins.</returns>
    public static IReadOnlyList<SpokenWord> Mended(IReadOnlyList<SpokenWord> words)
    {
        var mended = new List<SpokenWord>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var least = mended is [.., var before] ? before.Start : 0;
            // One that is too late is moved, rather than all that follow.
            var following = i + 1 < words.Count ? words[i + 1].Start : double.PositiveInfinity;
            var most = following >= least ? following : double.PositiveInfinity;
            var start = Math.Max(least, Math.Min(word.Start, most));
            var end = Math.Max(start, word.End);
            if (mended is [.., var last] && last.End > start) mended[^1] = last with { End = start };
            mended.Add(start == word.Start && end == word.End ? word : word with { Start = start, End = end });
        }

        return mended;
    }
}
