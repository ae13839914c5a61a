using System.Globalization;

namespace SparkControl.Simulator.Git;

/// <summary>What the names and ranges of a command line mean in a clone.</summary>
internal static class GitNames
{
    private const string Tracking = "@{u}";

    /// <summary>The commit behind a name; null when there is none.</summary>
    public static LauncherCommit? Find(GitClone clone, string name)
    {
        name = name.Replace("@{upstream}", Tracking, StringComparison.Ordinal)
            .Replace("^{commit}", "", StringComparison.Ordinal);
        var (bare, back) = Split(name);
        var commit = bare switch
        {
            "HEAD" or "@" or "" => clone.Head,
            "main" or "refs/heads/main" or "heads/main" => clone.Main,
            "origin/main" or "refs/remotes/origin/main" or "origin" or "origin/HEAD" => clone.Fetched,
            Tracking or "HEAD" + Tracking when clone.IsDetached =>
                throw new GitFailedException(128, "fatal: HEAD does not point to a branch"),
            Tracking or "main" + Tracking or "HEAD" + Tracking => Followed(clone),
            "FETCH_HEAD" => clone.LastFetched,
            _ => clone.Upstream.Find(bare)
        };
        for (; back > 0 && commit is not null; back--)
            commit = commit.Parent is null ? null : clone.Upstream.Find(commit.Parent);
        return commit;
    }

    public static LauncherCommit Require(GitClone clone, string name, string? whole = null) =>
        Find(clone, name) ?? throw GitFailedException.Unknown(whole ?? name);

    /// <summary>A commit and all that led to it, the newest first.</summary>
    public static IEnumerable<LauncherCommit> History(GitClone clone, LauncherCommit? commit)
    {
        for (; commit is not null; commit = commit.Parent is null ? null : clone.Upstream.Find(commit.Parent))
            yield return commit;
    }

    /// <summary>The commits of A..B, of A...B, or of all that lead to a name; HEAD when there is none.</summary>
    public static List<LauncherCommit> Range(GitClone clone, IReadOnlyList<string> operands)
    {
        var (left, right) = Sides(clone, operands);
        return [.. left.Concat(right).OrderByDescending(commit => commit.At)];
    }

    /// <summary>What the left end of a range alone has, where it has three dots, and what the right one has.</summary>
    public static (List<LauncherCommit> Left, List<LauncherCommit> Right) Sides(
        GitClone clone, IReadOnlyList<string> operands)
    {
        var whole = operands.Count == 0 ? "HEAD" : operands[0];
        var dots = whole.Contains("...", StringComparison.Ordinal) ? "..." : "..";
        var ends = whole.Split(dots, 2);
        var to = Require(clone, ends[^1], whole);
        var from = ends.Length == 2 ? Require(clone, ends[0], whole) : null;
        var (left, right) = (History(clone, from).ToList(), History(clone, to).ToList());
        var both = left.Select(commit => commit.Id).ToHashSet();
        both.IntersectWith(right.Select(commit => commit.Id));
        return (dots == "..." ? Without(left, both) : [], Without(right, both));
    }

    private static List<LauncherCommit> Without(List<LauncherCommit> commits, HashSet<string> ids) =>
        [.. commits.Where(commit => !ids.Contains(commit.Id))];

    private static LauncherCommit? Followed(GitClone clone) => clone.Config.Tracks
        ? clone.Fetched
        : throw new GitFailedException(128, "fatal: no upstream configured for branch 'main'");

    private static (string Bare, int Back) Split(string name)
    {
        var sign = name.IndexOfAny(['~', '^']);
        if (sign < 0) return (name, 0);
        var isCounted = int.TryParse(name[sign..].TrimStart('~'), CultureInfo.InvariantCulture, out var count);
        return (name[..sign], isCounted ? count : name.Length - sign);
    }
}
