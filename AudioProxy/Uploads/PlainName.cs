using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>Names that strangers give, made fit to be shown.</summary>
internal static class PlainName
{
    private const int Longest = 120;

    /// <summary>The file name of a part of a form, without the directories that some clients send with it.</summary>
    public static string OfFile(ContentDispositionHeaderValue part)
    {
        var name = part.FileNameStar.HasValue ? part.FileNameStar : HeaderUtilities.RemoveQuotes(part.FileName);
        return Of(name.ToString().Split('/', '\\')[^1]) ?? "recording";
    }

    /// <summary>One bounded line without control and format characters; null when nothing is left.</summary>
    public static string? Of(string text)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > Longest) break;
            // Format characters can turn the direction of what stands around them.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) continue;
            kept.Append(rune);
        }

        return kept.ToString().Trim() is { Length: > 0 } plain ? plain : null;
    }
}
