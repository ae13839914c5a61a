using System.Text;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>Text of strangers within Markdown: no character of it means anything but itself.</summary>
internal static class MarkdownText
{
    private const int Longest = 2000;

    /// <summary>One line of plain text, with every punctuation mark escaped; <c>-</c> for nothing.</summary>
    public static string Of(string? text)
    {
        if (PlainText.Of(text, Longest) is not { } plain) return "-";

        var escaped = new StringBuilder(plain.Length);
        foreach (var character in plain)
        {
            var isMark = char.IsPunctuation(character) || char.IsSymbol(character);
            if (char.IsAscii(character) && isMark) escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
