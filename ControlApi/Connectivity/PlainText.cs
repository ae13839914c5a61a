using System.Globalization;
using System.Text;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>Text of strangers, made fit to be stored and shown: one bounded line without control characters.</summary>
internal static class PlainText
{
    /// <param name="text">As it came.</param>
    /// <param name="longest">Characters kept.</param>
    /// <returns>Null when nothing is left.</returns>
    public static string? Of(string? text, int longest)
    {
        if (text is null) return null;

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var part = Plain(rune);
            if (kept.Length + part.Length > longest) break;

            kept.Append(part);
        }

        return kept.ToString().Trim() is { Length: > 0 } plain ? plain : null;
    }

    // Ends of lines and tabs part words. Format characters can turn the direction of what stands around them.
    private static string Plain(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\v' or '\f' or '\r' or 0x85 or 0x2028 or 0x2029 => " ",
        0x200C or 0x200D => rune.ToString(), // joiners, without which some scripts and emoji fall apart
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format => "",
        _ => rune.ToString()
    };
}
