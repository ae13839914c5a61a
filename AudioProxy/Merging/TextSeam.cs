namespace SparkControl.AudioProxy.Merging;

/// <summary>
/// Joins the texts of two windows that overlap, where the server gives text alone: cut in the middle of the longest run
/// of words that one ends and the other begins with, more or less. Without one, both stay whole. Pure.
/// </summary>
internal static class TextSeam
{
    // Nobody speaks faster for ten seconds, and fewer words in a row may be the same by chance.
    private const double WordsPerSecond = 6;
    private const int Least = 3;

    /// <param name="earlier">What was heard first.</param>
    /// <param name="later">What was heard then.</param>
    /// <param name="overlap">Seconds that both have heard.</param>
    public static (string Earlier, string Later) Join(string earlier, string later, double overlap)
    {
        var (ours, theirs) = (Words(earlier), Words(later));
        var most = (int)Math.Ceiling(Math.Max(0, overlap) * WordsPerSecond);
        var first = Math.Max(0, ours.Length - most);
        var (end, length) = Longest(ours[first..], theirs[..Math.Min(most, theirs.Length)], out var theirEnd);
        if (length < Least) return (string.Join(' ', ours), string.Join(' ', theirs));

        var half = length / 2;
        return (string.Join(' ', ours[..(first + end - half)]), string.Join(' ', theirs[(theirEnd - half)..]));
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    // Of runs as long as each other, the one nearest to the end of the first text: the shorter ends are lost then.
    private static (int End, int Length) Longest(string[] ours, string[] theirs, out int theirEnd)
    {
        string[] one = [.. ours.Select(Key)], other = [.. theirs.Select(Key)];
        var run = new int[one.Length + 1, other.Length + 1];
        var (end, length, otherEnd) = (0, 0, 0);
        for (var i = 1; i <= one.Length; i++)
            for (var j = 1; j <= other.Length; j++)
            {
                if (one[i - 1] != other[j - 1]) continue;

                run[i, j] = run[i - 1, j - 1] + 1;
                if (run[i, j] > length || (run[i, j] == length && i > end)) (end, length, otherEnd) = (i, run[i, j], j);
            }

        theirEnd = otherEnd;
        return (end, length);
    }

    private static string Key(string word) => SeamPairs.Key(new(word, 0, 0));
}
