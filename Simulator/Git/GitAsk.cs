using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>rev-parse, symbolic-ref, branch, cat-file and config: what a name is, and what is set.</summary>
internal static class GitAsk
{
    public static ToolAnswer RevParse(GitClone clone, GitCall call)
    {
        if (call.Has("--show-toplevel")) return ToolAnswer.Line(clone.Directory);
        if (call.Has("--git-dir", "--absolute-git-dir")) return ToolAnswer.Line(Path.Combine(clone.Directory, ".git"));
        if (call.Has("--is-inside-work-tree")) return ToolAnswer.Line("true");
        var name = call.Operands.FirstOrDefault() ?? "HEAD";
        if (call.Has("--verify") && GitNames.Find(clone, name) is null)
            return call.Has("-q", "--quiet") ? new(1, "") : ToolAnswer.Failed(128, "fatal: Needed a single revision");
        if (GitNames.Find(clone, name) is not { } commit)
            throw GitFailedException.Unknown(name, call.Has("--short") ? "" : name + "\n");
        if (call.Has("--abbrev-ref")) return ToolAnswer.Line(Names(clone, name).Short);
        if (call.Has("--symbolic-full-name")) return ToolAnswer.Line(Names(clone, name).Full);
        return ToolAnswer.Line(call.Has("--short") ? commit.Short : commit.Id);
    }

    public static ToolAnswer SymbolicRef(GitClone clone, GitCall call) => clone.IsDetached
        ? call.Has("-q", "--quiet") ? new(1, "") : ToolAnswer.Failed(128, "fatal: ref HEAD is not a symbolic ref")
        : ToolAnswer.Line(call.Has("--short") ? "main" : "refs/heads/main");

    public static ToolAnswer Branch(GitClone clone, GitCall call)
    {
        if (call.Has("--show-current")) return clone.IsDetached ? ToolAnswer.Silent : ToolAnswer.Line("main");
        if (call.Has("-r", "--remotes"))
            return clone.Fetched is null ? ToolAnswer.Silent : ToolAnswer.Line("  origin/main");
        if (!call.Has("--unset-upstream"))
            return ToolAnswer.Lines(clone.IsDetached
                ? [$"* (HEAD detached at {clone.Head.Short})", "  main"]
                : ["* main"]);
        if (!clone.Config.Tracks) throw new GitFailedException(128, "fatal: Branch 'main' has no upstream information");
        clone.Config.Remove("branch \"main\"");
        return ToolAnswer.Silent;
    }

    public static ToolAnswer CatFile(GitClone clone, GitCall call)
    {
        var name = call.Operands.LastOrDefault() ?? "";
        var isThere = GitNames.Find(clone, name) is not null;
        if (call.Has("-e")) return new(isThere ? 0 : 1, "");
        return isThere
            ? ToolAnswer.Line("commit")
            : throw new GitFailedException(128, $"fatal: Not a valid object name {name}");
    }

    /// <summary>Settings of the clone, or of the user.</summary>
    public static ToolAnswer Config(GitClone? clone, GitConfig user, GitCall call)
    {
        if (call.Operands.Count == 0) return new(1, "");
        var (section, key) = Place(call.Operands[0]);
        var config = call.Has("--global") || clone is null ? user : clone.Config;
        if (call.Operands.Count == 2)
        {
            config.Add(section, key, call.Operands[1]);
            return ToolAnswer.Silent;
        }

        return config.Value(section, key) is { } value ? ToolAnswer.Line(value) : new(1, "");
    }

    private static (string Section, string Key) Place(string name)
    {
        var parts = name.Split('.');
        var section = parts.Length > 2 ? $"{parts[0]} \"{string.Join('.', parts[1..^1])}\"" : parts[0];
        return (section, parts[^1]);
    }

    private static (string Short, string Full) Names(GitClone clone, string name)
    {
        if (name.Contains("@{", StringComparison.Ordinal) || name.StartsWith("origin", StringComparison.Ordinal))
            return ("origin/main", "refs/remotes/origin/main");
        return name is "HEAD" or "@" && clone.IsDetached ? ("HEAD", "HEAD") : ("main", "refs/heads/main");
    }
}
