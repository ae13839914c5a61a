namespace SparkControl.AudioProxy.Speech;

/// <summary>Gives the words of a text their shares of its time, where the server timed no words. Pure.</summary>
internal static class WordSpread
{
    public static IReadOnlyList<SpokenWord> Over(string text, double start, double end)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double letters = words.Sum(word => word.Length), said = 0;
        var spread = new List<SpokenWord>(words.Length);
        foreach (var word in words)
        {
            var from = start + (end - start) * said / letters;
            said += word.Length;
            spread.Add(new(word, from, start + (end - start) * said / letters));
        }

        return spread;
    }
}
