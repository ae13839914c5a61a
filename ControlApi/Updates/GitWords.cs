using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// What git says when it refuses, as a problem for a person. The patterns are those of git 2.39 to 2.51 with LC_ALL=C.
/// </summary>
internal static partial class GitWords
{
    private static readonly (Regex Pattern, Func<Match, string, JobFailure> Problem)[] Known =
    [
        (ForeignOwner(), (match, _) => RepositoryProblems.ForeignOwner(match.Groups["path"].Value)),
        (Locked(), (match, _) => RepositoryProblems.Locked(match.Groups["path"].Value, null)),
        (Overwritten(), (_, words) => RepositoryProblems.LocalEdits(Files(words))),
        (Diverged(), (_, _) => RepositoryProblems.Diverged(null, null)),
        (Unmerged(), (_, words) => RepositoryProblems.Unmerged(words)),
        (NoSpace(), (_, words) => RepositoryProblems.DiskFull(words)),
        (NoNetwork(), (_, words) => RepositoryProblems.NoNetwork(words)),
        (NotThere(), (_, words) => RepositoryProblems.UpstreamGone(words)),
        (NotWritable(), (_, words) => RepositoryProblems.NotWritable(words)),
        (NoRepository(), (_, _) => RepositoryProblems.NotARepository(null)),
        (NoBranch(), (_, words) => RepositoryProblems.NoUpstream(words))
    ];

    /// <summary>The problem; null when it is none of those that are known.</summary>
    public static JobFailure? Of(string words)
    {
        foreach (var (pattern, problem) in Known)
        {
            if (pattern.Match(words) is { Success: true } match) return problem(match, words);
        }

        return null;
    }

    // It names each on a line of its own, behind a tab.
    private static string[] Files(string words) =>
        [.. words.Split('\n').Where(line => line.StartsWith('\t')).Select(line => line.Trim())];

    [GeneratedRegex("detected dubious ownership in repository at '(?<path>[^']*)'")]
    private static partial Regex ForeignOwner();

    [GeneratedRegex(@"Unable to create '(?<path>[^']*\.lock)': File exists|cannot lock ref .*'(?<path>[^']*\.lock)'")]
    private static partial Regex Locked();

    [GeneratedRegex("would be overwritten by (merge|checkout)")]
    private static partial Regex Overwritten();

    [GeneratedRegex("Not possible to fast-forward|reconcile divergent branches")]
    private static partial Regex Diverged();

    [GeneratedRegex("unmerged files|Unresolved conflict|index file is unmerged|need to resolve your current index")]
    private static partial Regex Unmerged();

    [GeneratedRegex("[Nn]o space left on device")]
    private static partial Regex NoSpace();

    [GeneratedRegex(
        "Could not resolve (host|proxy)|Temporary failure in name resolution|Failed to connect to"
        + "|Connection (timed out|refused|reset)|Network is unreachable|No route to host|Operation timed out|Could not connect to server|SSL connection")]
    private static partial Regex NoNetwork();

    [GeneratedRegex(
        "does not appear to be a git repository|[Rr]epository .*not found|Could not read from remote repository"
        + "|Authentication failed|could not read Username|couldn't find remote ref|unable to access")]
    private static partial Regex NotThere();

    [GeneratedRegex(
        "insufficient permission|Permission denied|Read-only file system|unable to write|cannot open '.git")]
    private static partial Regex NotWritable();

    [GeneratedRegex("not a git repository")]
    private static partial Regex NoRepository();

    [GeneratedRegex("not currently on a branch|no tracking information|no upstream configured|no such ref was fetched")]
    private static partial Regex NoBranch();
}
