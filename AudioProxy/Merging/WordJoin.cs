using System.Text;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>Words as running text: one space between them, and punctuation close to its word. Pure.</summary>
internal static class WordJoin
{
    private const string Closing = ".,!?;:…)]}%", Opening = "([{¿¡";

    public static string Text(IEnumerable<SpokenWord> words)
    {
        var text = new StringBuilder();
        var isOpen = true;
        foreach (var word in words)
        {
            var part = word.Text.Trim();
            if (part.Length == 0) continue;

            if (!isOpen && !IsClosing(part)) text.Append(' ');
            text.Append(part);
            isOpen = part.All(Opening.Contains);
        }

        return text.ToString();
    }

    /// <summary>Whether it is punctuation alone, of the kind that has no space before it.</summary>
    public static bool IsClosing(string part) => part.All(Closing.Contains);
}
