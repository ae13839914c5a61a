using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>The Hub's cache on a node: which directory is whose, and how one is deleted.</summary>
public static partial class HubCache
{
    // Free space says what a deletion has really given back, and moves for other reasons, too: never less counts than
    // the directory took of the disk, never more than its files are long.
    private const string RemoveText = WeightsText.Functions + """

        dir=$hub/models--$1
        taken() { set -- $(du -sk "$dir" 2>/dev/null) && echo $((${1:-0} * 1024)); }
        if [ ! -e "$dir" ]; then echo '0 0 0 0'; exit 0; fi
        least=$(taken) most=$(bytes_of "$dir") before=$(free_of_hub)
        rm -rf -- "$dir" || exit 1
        echo "$least $most $before $(free_of_hub)"
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

    /// <summary>Deletes all that a node has of a repository.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="epoch">Our turn.</param>
    /// <param name="cancel">Gives up; it may be deleted all the same.</param>
    public static Task<ShellResult> RemoveAsync(
        ISparkShell shell, string repo, Epoch epoch, CancellationToken cancel = default) =>
        shell.RunAsync(new(RemoveText)
        {
            Arguments = [Folder(repo)],
            Epoch = epoch,
            Deadline = TimeSpan.FromMinutes(2)
        }, cancel);

    /// <summary>The bytes that a deletion has freed, from what it printed; null when it does not say.</summary>
    public static long? Freed(string output) =>
        output.Trim().Split(' ').Select(Number).ToList() is [{ } least, { } most, { } before, { } after]
            ? Math.Clamp(after - before, least, Math.Max(least, most))
            : null;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z")]
    private static partial Regex Repo();
}
