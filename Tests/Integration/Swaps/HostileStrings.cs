using System.Text;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Words that a shell would do something with, the same in every run but for the name of a file.</summary>
internal static class HostileStrings
{
    /// <summary>
    /// A file that is there when a word was run instead of passed on, on a node or in a container: a simulated
    /// container has a /tmp of its own, which goes with it.
    /// </summary>
    public static readonly string Pwned = $"/var/tmp/pwned-{Guid.NewGuid():N}";

    private static readonly string[] Parts =
    [
        "'", "\"", "`", "\\", "$", $"$(touch {Pwned})", "`id`", "${HOME}", "$((1+1))", "!", "!!", "#", "~", "*",
        "?", "[a-z]", "{a,b}",
        ";", "&", "&&", "|", "||", "<", ">", ">>/etc/x", "(", ")", "%", "%s", "%q", "^", "=", " ", "  ", "-", "--",
        "-e", "--x=", "\\n", "\\0",
        "$'\\x41'", "'\\''", "ü", "€", "😀", "日本", "\u200b", "\u00a0", "\u2028", "a", "Z", "0", "{\"method\":\"mtp\"}",
        "EOF", "<<EOF", "$IFS", "$@", "$1"
    ];

    private static readonly string[] Controls = ["\n", "\t", "\r", "\u001b[31m", "\a", "\u007f", "\n\n", "\n#", "\r\n"];

    /// <param name="count">How many.</param>
    /// <param name="withControls">Whether there are control characters in them.</param>
    public static IReadOnlyList<string> Make(int count, bool withControls)
    {
        var random = new Random(withControls ? 7 : 42);
        var parts = withControls ? [.. Parts, .. Controls, .. Controls] : Parts;
        return [.. Enumerable.Range(0, count)
            .Select(n => Word(random, parts, length: n % 50 == 49 ? 300 : random.Next(1, 9)))];
    }

    private static string Word(Random random, string[] parts, int length)
    {
        // The first letter keeps it from being an option of the launcher's or of the panel's own.
        var text = new StringBuilder(random.Next(4) == 0 ? "-" : random.Next(3) == 0 ? "--q" : "");
        for (var i = 0; i < length; i++) text.Append(parts[random.Next(parts.Length)]);
        return text.ToString();
    }
}
