using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>git on a node: what it takes to look at the launcher's clone, to update it, and to go back.</summary>
internal static class GitTool
{
    /// <summary>The switch of a node whose launcher belongs to somebody else.</summary>
    public const string ForeignOwner = "foreign-owner";

    public static async Task HandleAsync(
        SimulatedNode node, LauncherUpstream upstream, ToolRequest request, ToolConnection connection)
    {
        var call = GitCall.Parse(request.Directory, request.Arguments);
        ToolAnswer answer;
        try
        {
            answer = await AnswerAsync(node, upstream, call, connection.Gone);
        }
        catch (GitFailedException failure)
        {
            answer = failure.Answer;
        }

        await connection.AnswerAsync(answer);
    }

    private static async Task<ToolAnswer> AnswerAsync(
        SimulatedNode node, LauncherUpstream upstream, GitCall call, CancellationToken cancel)
    {
        if (call.Command == "--version") return ToolAnswer.Line("git version 2.43.0");
        if (!Directory.Exists(call.Directory))
            throw new GitFailedException(
                128, $"fatal: cannot change to '{call.Directory}': No such file or directory");
        var user = new GitConfig(Path.Combine(node.Home, ".gitconfig"));
        var clone = GitClone.Around(call.Directory, upstream);
        if (call.Command == "clone") return await GitRemote.CloneAsync(node, upstream, call, cancel);
        if (call.Command == "config") return GitAsk.Config(clone, user, call);
        if (clone is null)
            throw new GitFailedException(128, "fatal: not a git repository (or any of the parent directories): .git");
        if (node.Layout.HasSwitch(ForeignOwner) && !IsTrusted(clone, user, call)) throw Dubious(clone);
        return call.Command switch
        {
            "fetch" => new(0, "",
                await GitRemote.FetchAsync(node, clone, call, call.Operands.FirstOrDefault(), cancel)),
            "pull" => await GitPull.AnswerAsync(node, clone, call, cancel),
            "ls-remote" => await GitRemote.ListAsync(node, clone, call, cancel),
            _ => Answer(node, clone, call)
        };
    }

    private static ToolAnswer Answer(SimulatedNode node, GitClone clone, GitCall call) => call.Command switch
    {
        "merge" => GitPull.Merge(clone, call),
        "rev-parse" => GitAsk.RevParse(clone, call),
        "symbolic-ref" => GitAsk.SymbolicRef(clone, call),
        "branch" => GitAsk.Branch(clone, call),
        "cat-file" => GitAsk.CatFile(clone, call),
        "rev-list" => GitLog.List(clone, call),
        "log" or "show" => GitLog.Log(clone, call),
        "diff" => GitLog.Diff(clone, call),
        "merge-base" => GitLog.MergeBase(clone, call),
        "status" => GitStatus.Answer(clone, call),
        "checkout" or "switch" or "restore" => GitCheckout.Answer(clone, call),
        "reset" => GitCheckout.Reset(clone, call),
        "commit" => GitCheckout.Commit(clone, call, node.Pace.Now),
        "remote" => GitRemote.Manage(clone, call),
        "stash" or "add" or "rebase" or "push" or "tag" or "cherry-pick" or "revert" or "gc" =>
            ToolAnswer.Failed(1, $"git: git of a simulated Spark has no '{call.Command}'"),
        var other => ToolAnswer.Failed(1, $"git: '{other}' is not a git command. See 'git --help'.")
    };

    private static bool IsTrusted(GitClone clone, GitConfig user, GitCall call) => call.Settings
        .Select(setting => setting.Split('=', 2))
        .Where(parts => parts.Length == 2 && parts[0] == "safe.directory")
        .Select(parts => parts[1])
        .Concat(user.Values("safe", "directory"))
        .Any(path => path == "*" || path == clone.Directory);

    private static GitFailedException Dubious(GitClone clone) => new(128,
        $"fatal: detected dubious ownership in repository at '{clone.Directory}'\n" +
        "To add an exception for this directory, call:\n\n" +
        $"\tgit config --global --add safe.directory {clone.Directory}");
}
