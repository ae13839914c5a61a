using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>The Hub's cache on a node: which directory is whose, and how one is deleted.</summary>
public static partial class HubCache
{
    // Free space says what a deletion has really given back, and moves for other reasons, too: never less counts than
    // the directory took of the disk, never more than its files are long. What there was is said before the first file
    // goes: one that is broken off leaves it to the one that goes on.
    private const string RemovalText = WeightsText.Functions + """

        dir=$hub/models--$1
        taken() { set -- $(du -sk "$dir" 2>/dev/null) && echo $((${1:-0} * 1024)); }
        if [ ! -e "$dir" ]; then free=$(free_of_hub); echo "had 0 0 $free"; echo "has $free"; exit 0; fi
        echo "had $(taken) $(bytes_of "$dir") $(free_of_hub)"
        rm -rf -- "$dir"
        code=$?
        echo "has $(free_of_hub)"
        exit $code
        """;

    // What somebody writes to at this moment is not ours to take away.
    private const string PartsText = WeightsText.Functions + $$"""

        dir=$hub/models--$1
        taken=$(parts_of "$dir" -mmin +1)
        echo "had $taken $taken $(free_of_hub)"
        code=0
        if [ -d "$dir/blobs" ]; then parts "$dir" -mmin +1 -exec rm -f -- {} + || code=1; fi
        rmdir "$dir/blobs/{{HubParts.Copied}}" 2>/dev/null
        echo "has $(free_of_hub)"
        exit $code
        """;

    /// <summary>Whether a text names a repository as the Hub takes it.</summary>
    public static bool IsRepo(string repo) =>
        Repo().IsMatch(repo) && !repo.Contains("..", StringComparison.Ordinal)
        && !repo.Contains("--", StringComparison.Ordinal) && !repo.EndsWith(".git", StringComparison.Ordinal);

    /// <summary>A repository's directory, behind <c>models--</c>.</summary>
    /// <exception cref="ArgumentException">It is no repository.</exception>
    public static string Folder(string repo) => IsRepo(repo)
        ? repo.Replace("/", "--", StringComparison.Ordinal)
        : throw new ArgumentException("This is no repository of the Hub.", nameof(repo));

    /// <summary>
    /// The repository that a directory's name, behind <c>models--</c>, is of; null when it is of none.
    /// </summary>
    public static string? RepoOf(string folder) =>
        folder.Split("--") is [var org, var name] && IsRepo($"{org}/{name}") ? $"{org}/{name}" : null;

    /// <summary>The command of a remote job that deletes all that a node has of a repository.</summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    public static string RemovalJob(string repo) => $"set -- {ShellQuote.Word(Folder(repo))}\n{RemovalText}\n";

    /// <summary>
    /// The command of a remote job that deletes parts of files, which the Hub's tool or a copy have left there, and
    /// nothing that is whole or was written to within the last minute.
    /// </summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    public static string PartsJob(string repo) => $"set -- {ShellQuote.Word(Folder(repo))}\n{PartsText}\n";

    /// <summary>The bytes that a deletion has freed, from what its jobs printed; null when they do not say.</summary>
    /// <param name="printed">
    /// Of each attempt, in their order; null for what nobody could read. The first one that began says what there was,
    /// the last one what there is.
    /// </param>
    public static long? Freed(IReadOnlyList<string?> printed)
    {
        if (printed.Contains(null)) return null;

        List<string[]> lines = [.. printed.SelectMany(words => words!.Split('\n')).Select(line => line.Split(' '))];
        List<long?> had = [.. (lines.Find(words => words[0] == "had") ?? []).Skip(1).Select(Number)];
        List<long?> has = [.. (lines.FindLast(words => words[0] == "has") ?? []).Skip(1).Select(Number)];
        return (had, has) is ([{ } least, { } most, { } before], [{ } after])
            ? Math.Clamp(after - before, least, Math.Max(least, most))
            : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z")]
    private static partial Regex Repo();
}
