using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Files;

/// <summary>
/// The lines of a YAML file as YAML counts them. It has more line breaks than files usually have: those stay at the
/// end of their lines, as they are part of the text.
/// </summary>
internal static partial class YamlLines
{
    /// <summary>The lines. Behind a break that stays with its line at the very end, there is no other line.</summary>
    public static List<string> Split(string text) => Breaks().Split(text) switch
    {
        [.. var lines, ""] when lines is [.., var last] && EndsByItself(last) => [.. lines],
        var lines => [.. lines]
    };

    /// <summary>The text of such lines, each with its end.</summary>
    public static string Join(IEnumerable<string> lines, string newLine) =>
        string.Concat(lines.Select(line => EndsByItself(line) ? line : line + newLine));

    private static bool EndsByItself(string line) => line is [.., '\r' or '\u0085' or '\u2028' or '\u2029'];

    [GeneratedRegex(@"\r?\n|(?<=[\u0085\u2028\u2029]|\r(?!\n))")]
    private static partial Regex Breaks();
}
