using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// What git says when it refuses, as a problem for a person. The patterns are those of git 2.39 to 2.51 with LC_ALL=C.
/// </summary>
internal static partial class GitWords
{
    private static readonly (Regex Pattern, Func<GitSaid, JobFailure> Problem)[] Known =
    [
        (ForeignOwner(), said => RepositoryProblems.ForeignOwner(said.Path)),
        (Locked(), said => RepositoryProblems.Locked(said.Path, null)),
        (Overwritten(), said => LocalChanges.LocalEdits(said.Directory, Files(said.Words), [])),
        (Untracked(), said => LocalChanges.LocalEdits(said.Directory, Files(said.Words), Files(said.Words))),
        (Diverged(), said => LocalChanges.Diverged(said.Directory, null, null)),
        (Unmerged(), said => LocalChanges.Unmerged(said.Directory, said.Words)),
        (NoSpace(), said => RepositoryProblems.DiskFull(said.Words)),
        (NoNetwork(), said => RepositoryProblems.NoNetwork(said.Words)),
        (NotThere(), said => RepositoryProblems.UpstreamGone(said.Directory, said.Words)),
        (NotWritable(), said => RepositoryProblems.NotWritable(said.Directory, said.Words)),
        (NoRepository(), said => RepositoryProblems.NotARepository(said.Directory)),
        (NoBranch(), said => RepositoryProblems.NoUpstream(said.Directory, said.Words))
    ];

    /// <summary>The problem; null when it is none of those that are known.</summary>
    /// <param name="words">What git printed.</param>
    /// <param name="directory">Where it was said, for the remedies; null when that does not matter.</param>
    public static JobFailure? Of(string words, string? directory = null)
    {
        foreach (var (pattern, problem) in Known)
        {
            if (pattern.Match(words) is { Success: true } match)
                return problem(new(match.Groups["path"].Value, words, directory));
        }

        return null;
    }

    private sealed record GitSaid(string Path, string Words, string? Directory);

    // It names each on a line of its own, behind a tab.
    private static string[] Files(string words) =>
        [.. words.Split('\n').Where(line => line.StartsWith('\t')).Select(line => line.Trim())];

    [GeneratedRegex("detected dubious ownership in repository at '(?<path>[^']*)'")]
    private static partial Regex ForeignOwner();

    [GeneratedRegex(@"Unable to create '(?<path>[^']*\.lock)': File exists|cannot lock ref .*'(?<path>[^']*\.lock)'")]
    private static partial Regex Locked();

    [GeneratedRegex("local changes to the following files would be overwritten by (merge|checkout)")]
    private static partial Regex Overwritten();

    [GeneratedRegex("would be overwritten by (merge|checkout)")]
    private static partial Regex Untracked();

    [GeneratedRegex("Not possible to fast-forward|reconcile divergent branches")]
    private static partial Regex Diverged();

    [GeneratedRegex("unmerged files|Unresolved conflict|index file is unmerged|need to resolve your current index")]
    private static partial Regex Unmerged();

    [GeneratedRegex("[Nn]o space left on device")]
    private static partial Regex NoSpace();

    [GeneratedRegex(
        "Could not resolve (host|proxy)|Temporary failure in name resolution|Failed to connect to"
        + "|Connection (timed out|refused|reset)|Network is unreachable|No route to host|Operation timed out"
        + "|Could not connect to server|SSL connection")]
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
