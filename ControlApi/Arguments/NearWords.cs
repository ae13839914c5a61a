namespace SparkControl.ControlApi.Arguments;

/// <summary>Which of many options is spelled nearly as another. All of it is pure.</summary>
internal static class NearWords
{
    /// <summary>One slip in so many letters is a slip; more of them are another word. In fewer, none is.</summary>
    private const int LettersASlip = 5;

    private const int MostSlips = 3;

    /// <summary>
    /// The one with other dashes before the same letters, else the nearest, the first of those that are equally near;
    /// null when none is near.
    /// </summary>
    public static string? Nearest(string word, IReadOnlyList<string> words)
    {
        var most = Math.Min(word.Length / LettersASlip, MostSlips);
        return words.FirstOrDefault(one => one.TrimStart('-') == word.TrimStart('-'))
            ?? words.Where(one => Math.Abs(one.Length - word.Length) <= most)
                .Select(one => (Word: one, Slips: Slips(word, one))).Where(one => one.Slips <= most)
                .OrderBy(one => one.Slips).ThenBy(one => one.Word, StringComparer.Ordinal)
                .Select(one => one.Word).FirstOrDefault();
    }

    /// <summary>How many letters must be put in, taken away or changed to make one of the other.</summary>
    internal static int Slips(string from, string to)
    {
        var above = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var changed = above[j] + (from[i] == to[j] ? 0 : 1);
                row[j + 1] = Math.Min(changed, Math.Min(above[j + 1], row[j]) + 1);
            }

            above = row;
        }

        return above[^1];
    }
}
