using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>git pull and git merge: a clone goes on to a later commit, or says why it does not.</summary>
internal static class GitPull
{
    private const string Divergent =
        "hint: You have divergent branches and need to specify how to reconcile them.\n" +
        "hint: You can do so by running one of the following commands sometime before\n" +
        "hint: your next pull:\nhint: \nhint:   git config pull.rebase false  # merge\n" +
        "hint:   git config pull.rebase true   # rebase\nhint:   git config pull.ff only       # fast-forward only\n" +
        "hint: \nhint: You can replace \"git config\" with \"git config --global\" to set a default\n" +
        "hint: preference for all repositories. You can also pass --rebase, --no-rebase,\n" +
        "hint: or --ff-only on the command line to override the configured default per\nhint: invocation.\n" +
        "fatal: Need to specify how to reconcile divergent branches.";

    public static async Task<ToolAnswer> AnswerAsync(
        SimulatedNode node, GitClone clone, GitCall call, CancellationToken cancel)
    {
        var remote = call.Operands.FirstOrDefault();
        var news = await GitRemote.FetchAsync(node, clone, call, remote, cancel);
        ToolAnswer answer;
        try
        {
            if (remote is null && (clone.IsDetached || !clone.Config.Tracks)) throw Aimless(clone);
            answer = Forward(clone, call, clone.Fetched!);
        }
        catch (GitFailedException failure)
        {
            answer = failure.Answer;
        }

        // What was fetched stays, whatever comes of it.
        return answer with { Error = news + answer.Error };
    }

    public static ToolAnswer Merge(GitClone clone, GitCall call) =>
        Forward(clone, call, GitNames.Require(clone, call.Operands.FirstOrDefault() ?? "@{u}"));

    private static ToolAnswer Forward(GitClone clone, GitCall call, LauncherCommit to)
    {
        var (ahead, behind) = GitNames.Sides(clone, [$"HEAD...{to.Id}"]);
        var isQuiet = call.Has("-q", "--quiet");
        if (behind.Count == 0) return isQuiet ? ToolAnswer.Silent : ToolAnswer.Line("Already up to date.");
        if (ahead.Count > 0)
            throw new GitFailedException(128, call.Has("--ff-only")
                ? "fatal: Not possible to fast-forward, aborting."
                : Divergent);
        var (from, said) = (clone.Head, $"Updating {clone.Head.Short}..{to.Short}\n");
        using var index = clone.Lock(isFatal: false, isQuiet ? "" : said);
        GitMove.Check(clone, to, "merge", isQuiet ? "" : said);
        GitMove.Write(clone, from, to);
        clone.Move(to);
        var changes = GitMove.Changes(from, to).Select(
            path => (path, from.Files.GetValueOrDefault(path), to.Files.GetValueOrDefault(path)));
        return isQuiet ? ToolAnswer.Silent : new(0, said + "Fast-forward\n" + GitStat.Of(changes));
    }

    private static GitFailedException Aimless(GitClone clone)
    {
        const string Which = "Please specify which branch you want to merge with.\nSee git-pull(1) for details.\n\n" +
            "    git pull <remote> <branch>\n";
        if (clone.IsDetached) return new(1, "You are not currently on a branch.\n" + Which);
        var remote = clone.Config.Remote is null ? "<remote>" : "origin";
        return new(1, "There is no tracking information for the current branch.\n" + Which +
            "\nIf you wish to set tracking information for this branch you can do so with:\n\n" +
            $"    git branch --set-upstream-to={remote}/<branch> main\n");
    }
}
