using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>
/// A <see cref="ShellScript"/> as it is sent to <c>/bin/sh -s</c>: one compound command, which a shell that gets only a
/// part of it never begins. Around the script it prints marks that the script itself cannot know.
/// </summary>
internal sealed partial class ScriptText
{
    /// <summary>How long a changing script waits for the node's lock.</summary>
    public static readonly TimeSpan LockWait = TimeSpan.FromSeconds(30);

    /// <summary>One argument of a process may have 128 KiB on Linux; the script is one.</summary>
    private const int LongestWord = 120 * 1024;

    private ScriptText(string mark, string text) => (Mark, Text) = (mark, text);

    /// <summary>
    /// Begins each line that comes from around the script. Random: no output of the script can be taken for one.
    /// </summary>
    public string Mark { get; }

    public string Text { get; }

    /// <summary>The first line of both streams: what stands before it is the login shell's.</summary>
    public string First => FirstOf(Mark);

    public static string NewMark() => $"sc-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    public static string FirstOf(string mark) => $"{mark} began\n";

    /// <summary>Shell text that prints <see cref="First"/>.</summary>
    public static string Begin(string mark) => $"printf '{mark} began\\n'; printf '{mark} began\\n' >&2\n";

    public static ScriptText For(ShellScript script)
    {
        var mark = NewMark();
        var text = new StringBuilder()
            .Append("{\n")
            .Append(Begin(mark))
            .Append("PATH=$HOME/.local/bin:$PATH\nexport PATH\n");

        if (script.Epoch is { } epoch) text.Append(EpochText.Check(epoch, mark));

        foreach (var (name, value) in script.Environment)
            text.Append(CultureInfo.InvariantCulture, $"export {NameOf(name)}={ShellQuote.Word(value)}\n");

        var words = script.Arguments.Prepend(script.Text).Select(Checked).Select(ShellQuote.Word).ToArray();
        var seconds = Math.Max(1, (int)Math.Ceiling(script.Deadline.TotalSeconds));

        // timeout makes a process group of its own and ends all of it. The script's text is an argument and not on
        // stdin, so that nothing in it can read the rest of the script, or close the braces.
        return new(mark, text
            .Append(CultureInfo.InvariantCulture, $"set -- {string.Join(' ', words)}\n")
            .Append(CultureInfo.InvariantCulture, $"_sc_text=$1; shift\n")
            .Append(
                CultureInfo.InvariantCulture,
                $"timeout -k 2 {seconds} /bin/sh -c \"$_sc_text\" sh \"$@\" </dev/null\n")
            .Append(CultureInfo.InvariantCulture, $"printf '\\n{mark} ended %s\\n' \"$?\" >&2\n")
            .Append("exit 0\n}\n")
            .ToString());
    }

    private static string Checked(string word) => Encoding.UTF8.GetByteCount(word) <= LongestWord
        ? word
        : throw new ArgumentException("A script or an argument of it is longer than 120 KiB.");

    private static string NameOf(string name) => Name().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is no name of an environment variable.");

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
