using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>
/// The known crash of Magpie: it runs as user 1000, and its cache belongs to somebody else. Docker restarts it for
/// ever, or leaves it where it was made without a restart policy.
/// </summary>
internal static partial class MagpieCache
{
    private const string Sign = "Permission denied (os error 13)";
    private const string Mark = "--- log";

    private const string Text = """
        where='{{range .Mounts}}{{if eq .Destination "/opt/nim/.cache"}}{{.Type}} {{.Name}} {{.Source}}{{end}}{{end}}'
        timeout 2 docker inspect --type container -f "$where" "$1" 2>/dev/null
        printf '\n%s\n' "$2"
        timeout 3 docker logs --since "$3" --tail 40 "$1" 2>&1 || exit 1
        exit 0
        """;

    /// <summary>
    /// Where a container's cache is and the last lines of its log. It ends badly when the log could not be had.
    /// </summary>
    /// <param name="container">Its name.</param>
    /// <param name="since">The beginning of the life that has ended, by the node's clock; null for all of them.</param>
    public static ShellScript Script(string container, DateTimeOffset? since) => new(Text)
    {
        Arguments =
        [
            container, Mark,
            (since ?? DateTimeOffset.UnixEpoch).UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        ],
        Deadline = TimeSpan.FromSeconds(6),
        OutputLimit = 64 * 1024
    };

    /// <summary>The trouble that the script's output shows; null when it is another one.</summary>
    public static ServiceTrouble? Read(string output)
    {
        var at = output.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0) return null;

        var line = output[at..].Split('\n').LastOrDefault(line => line.Contains(Sign, StringComparison.Ordinal));
        return line is null ? null : Trouble(Plain(line), Command(output[..at]));
    }

    private static ServiceTrouble Trouble(string line, string command) => new(
        "cache_not_writable", "Magpie cannot write its cache, so it crashes at every start.",
        $"It runs as user 1000 and says: {line}")
    {
        Remedies =
        [
            new(
                "Give the cache to user 1000",
                "Run this on its Spark, then start Magpie unless docker does so by itself.", command)
        ]
    };

    // A volume of docker's needs no root on the host; a directory does.
    private static string Command(string mount) =>
        mount.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["volume", var name, ..] when IsPlain(name) => $"docker run --rm -v {name}:/c alpine chown -R 1000:1000 /c",
            ["bind", var path] when IsPlain(path) => $"sudo chown -R 1000:1000 {path}",
            _ => "sudo chown -R 1000:1000 \"$LOCAL_NIM_CACHE\""
        };

    private static bool IsPlain(string word) => PlainWord().IsMatch(word);

    private static string Plain(string line)
    {
        var text = new string([.. line.Trim().Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length <= 300 ? text : text[..300];
    }

    [GeneratedRegex(@"^[A-Za-z0-9/][A-Za-z0-9_./-]{0,200}$")]
    private static partial Regex PlainWord();
}
