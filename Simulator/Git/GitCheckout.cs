using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>checkout, switch, reset and commit: where the head stands, and what grows there.</summary>
internal static class GitCheckout
{
    private const string Advice =
        "You are in 'detached HEAD' state. You can look around, make experimental\n" +
        "changes and commit them, and you can discard any commits you make in this\n" +
        "state without impacting any branches by switching back to a branch.\n\n" +
        "If you want to create a new branch to retain commits you create, you may\n" +
        "do so (now or later) by using -c with the switch command. Example:\n\n" +
        "  git switch -c <new-branch-name>\n\nOr undo this operation with:\n\n  git switch -\n\n" +
        "Turn off this advice by setting config variable advice.detachedHead to false\n\n";

    public static ToolAnswer Answer(GitClone clone, GitCall call)
    {
        if (call.Paths is { Count: > 0 } paths) return Restore(clone, paths);
        var name = call.Operands.FirstOrDefault() ?? "HEAD";
        if (clone.Head.Files.ContainsKey(name)) return Restore(clone, call.Operands);
        var to = GitNames.Find(clone, name) ?? throw new GitFailedException(
            1, $"error: pathspec '{name}' did not match any file(s) known to git");
        using (clone.Lock(isFatal: true)) return Go(clone, call, name, to);
    }

    public static ToolAnswer Reset(GitClone clone, GitCall call)
    {
        var (from, to) = (clone.Head, GitNames.Require(clone, call.Operands.FirstOrDefault() ?? "HEAD"));
        using var index = clone.Lock(isFatal: true);
        if (call.Has("--hard"))
        {
            foreach (var path in GitStatus.Edits(clone)) GitMove.Restore(clone, from, path);
            GitMove.Write(clone, from, to);
        }

        clone.Move(to);
        return call.Has("-q", "--quiet") || !call.Has("--hard")
            ? ToolAnswer.Silent
            : ToolAnswer.Line($"HEAD is now at {to.Short} {to.Subject}");
    }

    /// <summary>There is no index: every changed file of the commit's is in the next one.</summary>
    public static ToolAnswer Commit(GitClone clone, GitCall call, DateTimeOffset now)
    {
        using var index = clone.Lock(isFatal: true);
        var (before, edits) = (clone.Head, GitStatus.Edits(clone));
        if (edits.Count == 0 && !call.Has("--allow-empty"))
            return new(1, "On branch main\nnothing to commit, working tree clean\n");
        var files = new SortedDictionary<string, string>(before.Files.ToDictionary(), StringComparer.Ordinal);
        foreach (var path in edits)
        {
            if (GitStatus.Lies(clone, path) is { } content) files[path] = content;
            else files.Remove(path);
        }

        var subject = call.Value("-m", "--message") ?? "local change";
        var commit = clone.Upstream.Add(new(before.Id, subject, now, files) { Author = "user" });
        clone.Move(commit);
        return call.Has("-q", "--quiet") ? ToolAnswer.Silent : ToolAnswer.Line($"[main {commit.Short}] {subject}");
    }

    private static ToolAnswer Restore(GitClone clone, List<string> paths)
    {
        using var index = clone.Lock(isFatal: true);
        var known = clone.Head.Files.Keys.Where(file => paths.Any(path => path is "." || path == file)).ToList();
        if (known.Count == 0)
            throw new GitFailedException(1, $"error: pathspec '{paths[0]}' did not match any file(s) known to git");
        foreach (var path in known) GitMove.Restore(clone, clone.Head, path);
        return ToolAnswer.Silent;
    }

    private static ToolAnswer Go(GitClone clone, GitCall call, string name, LauncherCommit to)
    {
        var (from, wasDetached) = (clone.Head, clone.IsDetached);
        if (call.Has("-f", "--force"))
            foreach (var path in GitStatus.Edits(clone)) GitMove.Restore(clone, from, path);
        GitMove.Check(clone, to, "checkout");
        GitMove.Write(clone, from, to);
        var toBranch = name == "main" && !call.Has("--detach", "-d");
        if (toBranch) clone.Attach();
        else clone.Detach(to);
        if (call.Has("-q", "--quiet")) return ToolAnswer.Silent;
        var left = wasDetached && from != to ? $"Previous HEAD position was {from.Short} {from.Subject}\n" : "";
        if (!toBranch)
            return new(0, "", (wasDetached ? left : $"Note: switching to '{name}'.\n\n" + Advice) +
                $"HEAD is now at {to.Short} {to.Subject}\n");
        return new(0, GitStatus.Standing(clone),
            left + (wasDetached ? "Switched to branch 'main'\n" : "Already on 'main'\n"));
    }
}
