using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>Which words of one hearing are which of another one of the same sound. Pure.</summary>
internal static class SeamPairs
{
    /// <param name="earlier">One hearing, in order.</param>
    /// <param name="later">The other one, in order.</param>
    /// <param name="slack">Words that are so many seconds apart are not the same.</param>
    /// <returns>Places in both lists, in order. The same word, and as near in time as can be for all of them.</returns>
    public static IReadOnlyList<(int Earlier, int Later)> Of(
        IReadOnlyList<SpokenWord> earlier, IReadOnlyList<SpokenWord> later, double slack)
    {
        string[] ours = [.. earlier.Select(Key)], theirs = [.. later.Select(Key)];
        var best = new double[ours.Length + 1, theirs.Length + 1];
        for (var i = ours.Length - 1; i >= 0; i--)
            for (var j = theirs.Length - 1; j >= 0; j--)
                best[i, j] = Math.Max(Math.Max(best[i + 1, j], best[i, j + 1]), Together(i, j));

        var pairs = new List<(int, int)>();
        for (int i = 0, j = 0; i < ours.Length && j < theirs.Length;)
        {
            if (best[i, j] == best[i + 1, j]) i++;
            else if (best[i, j] == best[i, j + 1]) j++;
            else pairs.Add((i++, j++));
        }

        return pairs;

        double Together(int i, int j) => ours[i] != theirs[j] ? 0
            : Math.Max(0, 1 - Apart(earlier[i], later[j]) / slack) is > 0 and var alike ? alike + best[i + 1, j + 1]
            : 0;
    }

    /// <summary>The same for what is one word with a capital letter or a full stop in one hearing alone.</summary>
    public static string Key(SpokenWord word)
    {
        var letters = string.Concat(word.Text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return letters.Length > 0 ? letters : word.Text;
    }

    // A word that one window cuts off has one of its ends in common with the whole one.
    private static double Apart(SpokenWord one, SpokenWord other) =>
        Math.Min(Math.Abs(one.Start - other.Start), Math.Abs(one.End - other.End));
}
