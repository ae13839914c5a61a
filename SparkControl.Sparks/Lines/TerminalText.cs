using System.Buffers;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>What a program prints for a terminal, as text.</summary>
public static partial class TerminalText
{
    // All but the tab and the carriage return, which means something.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Append(0x7f).Select(c => (char)c).Where(c => c is not ('\t' or '\r' or '\n'))]);

    /// <summary>The text without terminal colours and control characters.</summary>
    public static string Of(string text) => text.AsSpan().ContainsAny(Controls) ? Ansi().Replace(text, "") : text;

    [GeneratedRegex(
        @"\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*(?:\u0007|\u001b\\)|\u001b[ -/]*."
        + @"|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")]
    private static partial Regex Ansi();
}
