namespace SparkControl.Simulator.Git;

/// <summary>Brings a work tree from one commit to another, without touching what the user has changed.</summary>
internal static class GitMove
{
    /// <summary>The paths in which two commits differ.</summary>
    public static List<string> Changes(LauncherCommit from, LauncherCommit to) =>
    [
        .. from.Files.Keys.Union(to.Files.Keys).Order(StringComparer.Ordinal)
            .Where(path => from.Files.GetValueOrDefault(path) != to.Files.GetValueOrDefault(path))
    ];

    /// <summary>Fails when a file of the user's is in the way, before anything is written.</summary>
    /// <param name="clone">Stands at a commit.</param>
    /// <param name="to">The commit to go to.</param>
    /// <param name="by">merge or checkout: the remedy is worded after it.</param>
    /// <param name="said">What was printed until then.</param>
    public static void Check(GitClone clone, LauncherCommit to, string by, string said = "")
    {
        var changes = Changes(clone.Head, to);
        var edited = changes.Intersect(GitStatus.Edits(clone)).ToList();
        var hidden = changes.Where(path => !clone.Head.Files.ContainsKey(path) &&
            GitStatus.Lies(clone, path) is { } own && own != to.Files[path]).ToList();
        if (edited.Count + hidden.Count == 0) return;
        var then = by == "merge" ? "merge" : "switch branches";
        var error = edited.Count > 0
            ? $"error: Your local changes to the following files would be overwritten by {by}:\n{List(edited)}" +
                $"Please commit your changes or stash them before you {then}.\nAborting"
            : $"error: The following untracked working tree files would be overwritten by {by}:\n{List(hidden)}" +
                $"Please move or remove them before you {then}.\nAborting";
        throw new GitFailedException(1, error, said);
    }

    /// <summary>Writes what differs; what the user has changed elsewhere stays.</summary>
    public static void Write(GitClone clone, LauncherCommit from, LauncherCommit to)
    {
        foreach (var path in Changes(from, to)) Restore(clone, to, path);
    }

    public static void Restore(GitClone clone, LauncherCommit to, string path)
    {
        if (to.Files.TryGetValue(path, out var content)) LauncherFiles.Write(clone.Directory, path, content);
        else LauncherFiles.Delete(clone.Directory, path);
    }

    private static string List(List<string> paths) => string.Concat(paths.Select(path => $"\t{path}\n"));
}
