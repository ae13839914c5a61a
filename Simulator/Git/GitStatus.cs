using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>What a work tree has that its commit has not, and how far it is from upstream.</summary>
internal static class GitStatus
{
    // What upstream's own .gitignore names: a build leaves them.
    private static readonly string[] _ignored = ["wheels", ".wheel-cache", "build-metadata.yaml"];

    /// <summary>Files of the commit that were changed or deleted, by path.</summary>
    public static List<string> Edits(GitClone clone) =>
        [.. clone.Head.Files.Where(file => Lies(clone, file.Key) != file.Value).Select(file => file.Key)];

    public static ToolAnswer Answer(GitClone clone, GitCall call)
    {
        List<string> lines = [];
        if (call.Has("-b", "--branch")) lines.Add("## " + Branch(clone));
        lines.AddRange(Edits(clone).Select(path => (Lies(clone, path) is null ? " D " : " M ") + path));
        if (!call.Has("-uno", "--untracked-files=no"))
            lines.AddRange(Untracked(clone, clone.Directory).Select(path => "?? " + path));
        return call.Has("-s", "--short", "--porcelain", "--porcelain=v1")
            ? ToolAnswer.Lines(lines)
            : ToolAnswer.Lines(Prose(clone, lines));
    }

    /// <summary>`main...origin/main [ahead 1, behind 3]`.</summary>
    public static string Branch(GitClone clone)
    {
        if (clone.IsDetached) return "HEAD (no branch)";
        if (!clone.Config.Tracks || clone.Fetched is null) return "main";
        var (ahead, behind) = Distance(clone);
        string[] parts = [.. Part("ahead", ahead), .. Part("behind", behind)];
        return "main...origin/main" + (parts.Length == 0 ? "" : $" [{string.Join(", ", parts)}]");
    }

    /// <summary>What a person is told of the branch; nothing where it follows none.</summary>
    public static string Standing(GitClone clone)
    {
        if (clone.IsDetached || !clone.Config.Tracks || clone.Fetched is null) return "";
        return Distance(clone) switch
        {
            (0, 0) => "Your branch is up to date with 'origin/main'.\n",
            (0, var behind) =>
                $"Your branch is behind 'origin/main' by {Commits(behind)}, and can be fast-forwarded.\n" +
                "  (use \"git pull\" to update your local branch)\n",
            (var ahead, 0) => $"Your branch is ahead of 'origin/main' by {Commits(ahead)}.\n" +
                "  (use \"git push\" to publish your local commits)\n",
            var (ahead, behind) => "Your branch and 'origin/main' have diverged,\n" +
                $"and have {ahead} and {behind} different commits each, respectively.\n" +
                "  (use \"git pull\" to merge the remote branch into yours)\n"
        };
    }

    public static string? Lies(GitClone clone, string path) => LauncherFiles.Read(clone.Directory, path);

    private static (int Ahead, int Behind) Distance(GitClone clone)
    {
        var (left, right) = GitNames.Sides(clone, ["HEAD...origin/main"]);
        return (left.Count, right.Count);
    }

    private static string[] Part(string word, int count) => count == 0 ? [] : [$"{word} {count}"];

    private static string Commits(int count) => count == 1 ? "1 commit" : $"{count} commits";

    private static IEnumerable<string> Prose(GitClone clone, List<string> lines)
    {
        yield return clone.IsDetached ? "HEAD detached at " + clone.Head.Short : "On branch main";
        foreach (var line in Standing(clone).Split('\n', StringSplitOptions.RemoveEmptyEntries)) yield return line;
        yield return "";
        if (lines.Count == 0) yield return "nothing to commit, working tree clean";
        foreach (var line in lines.Where(line => line[1] is 'M')) yield return "\tmodified:   " + line[3..];
        foreach (var line in lines.Where(line => line[1] is 'D')) yield return "\tdeleted:    " + line[3..];
        foreach (var line in lines.Where(line => line[1] is '?')) yield return "\t" + line[3..];
    }

    // A folder without a file of the commit's is one line.
    private static IEnumerable<string> Untracked(GitClone clone, string folder)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(clone.Directory, entry);
            if (path == ".git" || _ignored.Contains(path) || clone.Head.Files.ContainsKey(path)) continue;
            if (!Directory.Exists(entry)) yield return path;
            else if (!clone.Head.Files.Keys.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal)))
                yield return path + "/";
            else
                foreach (var inner in Untracked(clone, entry)) yield return inner;
        }
    }
}
