using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>The launcher's repository on the head, as git tells of it.</summary>
public sealed record RepositoryLook
{
    /// <summary>Whether the directory is there.</summary>
    public bool HasDirectory { get; init; }

    /// <summary>Whether git is installed.</summary>
    public bool HasGit { get; init; }

    /// <summary>Whether git takes the directory for the top of a repository.</summary>
    public bool IsRepository { get; init; }

    /// <summary>Whether there is another repository to fetch from.</summary>
    public bool HasRemote { get; init; }

    /// <summary>The exit code of the fetch; null when none was tried.</summary>
    public int? FetchCode { get; init; }

    /// <summary>What git said of that which did not work.</summary>
    public string Words { get; init; } = "";

    /// <summary>The commit that is checked out; null when there is none.</summary>
    public string? Commit { get; init; }

    /// <summary>Null on a detached head.</summary>
    public string? Branch { get; init; }

    /// <summary>The branch of the remote's that it is counted against; null when there is none.</summary>
    public string? Upstream { get; init; }

    /// <summary>Its newest commit, as it was last fetched.</summary>
    public string? Tip { get; init; }

    /// <summary>The remote's default branch by its short name; null when it has none that is known.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>On a detached head, the branch that a roll back has left; null when it is not there any more.</summary>
    public string? Returns { get; init; }

    /// <summary>On a detached head, a branch or tag that has its commits too; null when none has.</summary>
    public string? KeptBy { get; init; }

    /// <summary>
    /// On a detached head, commits that the branch to go back to has and upstream has not; null when not known.
    /// </summary>
    public int? BackAhead { get; init; }

    /// <summary>On a detached head, commits that upstream has and that branch has not.</summary>
    public int? BackBehind { get; init; }

    public int? Behind { get; init; }

    public int? Ahead { get; init; }

    /// <summary>The commits that it is behind, newest first.</summary>
    public IReadOnlyList<FetchedCommit> Commits { get; init; } = [];

    /// <summary>Files that were changed here.</summary>
    public IReadOnlyList<string> Edits { get; init; } = [];

    /// <summary>Of these, and of files that git does not know, those that upstream changes too.</summary>
    public IReadOnlyList<string> Clashes { get; init; } = [];

    /// <summary>Of the clashes, those that git does not know.</summary>
    public IReadOnlyList<string> Strays { get; init; } = [];

    /// <summary>Lock files of git's.</summary>
    public IReadOnlyList<RepositoryLock> Locks { get; init; } = [];

    /// <summary>Whether the launcher's tool that makes images is there and may be run.</summary>
    public bool CanBuild { get; init; }

    /// <summary>Whether that tool copies an image without making one.</summary>
    public bool CanCopyOnly { get; init; }

    /// <summary>Asks git on the head; null when the head could not be asked.</summary>
    /// <param name="head">The head.</param>
    /// <param name="directory">Where the launcher is.</param>
    /// <param name="fetch">Whether upstream is asked, which may take a minute.</param>
    /// <param name="left">The branch that a roll back has left; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<RepositoryLook?> ReadAsync(
        ISparkShell head, string directory, bool fetch, string? left = null, CancellationToken cancel = default)
    {
        var script = new ShellScript(RepositoryText.Look)
        {
            Arguments = [directory, fetch ? "fetch" : "look", left ?? ""],
            Deadline = TimeSpan.FromSeconds(fetch ? 90 : 20)
        };
        var result = await head.RunAsync(script, cancel);
        return result.Ran ? Parse(result.Output) : null;
    }

    internal static RepositoryLook Parse(string output)
    {
        var lines = new MarkedLines(output);
        var status = lines.All("status").ToList();
        string[] edits = [.. status.Where(line => !IsUnknown(line)).Select(FileOf)];
        string[] unknown = [.. status.Where(IsUnknown).Select(FileOf)];
        var changed = lines.All("changed").ToHashSet();
        string[] strays = [.. unknown.SelectMany(file => changed.Where(changes => IsIn(changes, file)))];
        var counts = Counts(lines.One("counts"));
        var back = Counts(lines.One("back"));
        return new()
        {
            HasDirectory = lines.One("directory") is not null,
            HasGit = lines.One("git") is not null,
            IsRepository = lines.One("repository") is not null,
            HasRemote = lines.One("remote") is not null,
            FetchCode = Number(lines.One("fetch")),
            Words = string.Join('\n', lines.All("said")),
            Commit = lines.One("head"),
            Branch = lines.One("branch"),
            Upstream = lines.One("upstream"),
            Tip = lines.One("tip"),
            DefaultBranch = lines.One("default"),
            Returns = lines.One("returns"),
            KeptBy = lines.One("kept"),
            Ahead = counts[0],
            Behind = counts[1],
            BackAhead = back[0],
            BackBehind = back[1],
            Commits = [.. lines.All("commit").Select(FetchedCommit.Parse).OfType<FetchedCommit>()],
            Edits = edits,
            Clashes = [.. edits.Where(changed.Contains), .. strays],
            Strays = strays,
            Locks = [.. lines.All("lock").Select(RepositoryLock.Parse).OfType<RepositoryLock>()],
            CanBuild = lines.All("can").Contains("build"),
            CanCopyOnly = lines.All("can").Contains("copy-only")
        };
    }

    // What only the present one has, and what only upstream has.
    private static int?[] Counts(string? line) => line?.Split('\t', ' ') is [var ahead, var behind]
        ? [Number(ahead), Number(behind)]
        : [null, null];

    private static bool IsUnknown(string line) => line.StartsWith("??", StringComparison.Ordinal);

    // "XY name"; of a renamed file the new name, which stands behind the arrow.
    private static string FileOf(string line)
    {
        var name = line.Length > 3 ? line[3..] : line;
        var arrow = name.IndexOf(" -> ", StringComparison.Ordinal);
        return arrow < 0 ? name : name[(arrow + 4)..];
    }

    // Of a directory that git does not know it tells the name alone, with a slash behind it.
    private static bool IsIn(string changed, string unknown) =>
        changed == unknown || (unknown.EndsWith('/') && changed.StartsWith(unknown, StringComparison.Ordinal));

    private static int? Number(string? word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A commit of upstream's.</summary>
/// <param name="Id">Its id, whole.</param>
/// <param name="At">When it was made.</param>
/// <param name="Subject">Its first line.</param>
public sealed record FetchedCommit(string Id, DateTimeOffset At, string Subject)
{
    internal static FetchedCommit? Parse(string line) =>
        line.Split('\t', 3) is [var id, var at, var subject]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new(id, DateTimeOffset.FromUnixTimeSeconds(seconds), subject)
            : null;
}

/// <summary>A file by which git keeps others out.</summary>
/// <param name="Path">Where it is on the head.</param>
/// <param name="Age">Since when it is there.</param>
public sealed record RepositoryLock(string Path, TimeSpan Age)
{
    internal static RepositoryLock? Parse(string line) =>
        line.Split(' ', 2) is [var age, var path]
        && long.TryParse(age, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? new(path, TimeSpan.FromSeconds(Math.Max(0, seconds)))
            : null;
}
