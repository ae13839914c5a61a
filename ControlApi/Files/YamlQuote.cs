using System.Globalization;
using System.Text;

namespace SparkControl.ControlApi.Files;

/// <summary>The one place where a text becomes YAML.</summary>
internal static class YamlQuote
{
    /// <summary>
    /// In double quotes, and read as it is: a line break of any kind, left bare, would be folded to a space. Half a
    /// surrogate pair becomes an escape that no reader takes, as no file can hold it.
    /// </summary>
    public static string Text(string value)
    {
        var quoted = new StringBuilder("\"", value.Length + 2);
        for (var at = 0; at < value.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(value, at, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && IsSeen(rune)) quoted.Append(value, at, length);
            else quoted.Append(Escaped(isWhole ? rune.Value : value[at]));

            at += length;
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsSeen(Rune rune) => rune.Value is not ('"' or '\\') && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Escaped(int letter) => letter switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        <= 0xFFFF => FormattableString.Invariant($@"\u{letter:X4}"),
        _ => FormattableString.Invariant($@"\U{letter:X8}")
    };
}
