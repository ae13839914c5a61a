using SparkControl.Contracts;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Updates.GitText;

namespace SparkControl.ControlApi.Updates;

/// <summary>What was changed on the Spark itself and is in an update's way, in words for a person.</summary>
internal static class LocalChanges
{
    /// <summary>Commits on both sides. The counts are null where only git knows them.</summary>
    public static JobFailure Diverged(string? directory, int? ahead, int? behind) => new(
        "diverged", "The launcher has commits of its own and cannot simply follow its upstream",
        ahead is { } own && behind is { } theirs
            ? $"It has {Count(own, "commit")} that upstream has not, and lacks {Number(theirs)} of upstream's."
            : "git cannot fast-forward it.")
    {
        Node = UpdatePlace.Head,
        Remedies =
        [
            new("Put your commits on top of upstream's", Command: Git(directory, "pull --rebase")),
            new(
                "Or give them up", "They stay reachable for some weeks by git reflog.",
                Git(directory, "reset --hard @{u}"))
        ]
    };

    /// <summary>Commits on a detached head: without a name the next checkout leaves them behind.</summary>
    public static JobFailure LooseCommits(string? directory, int count) => new(
        "loose_commits", "The launcher has commits that belong to no branch",
        $"{Count(count, "commit")} would be left behind by an update, which goes back to the branch first.")
    {
        Node = UpdatePlace.Head,
        Remedies =
        [
            new("Give them a name of their own, then update", Command: Git(directory, "branch my-changes"))
        ]
    };

    /// <summary>Files that were changed here and upstream.</summary>
    /// <param name="directory">Where the launcher is; null when it is not known here.</param>
    /// <param name="files">What is in the way.</param>
    /// <param name="strays">Of these, what git does not know: stash and checkout do nothing to it.</param>
    public static JobFailure LocalEdits(
        string? directory, IReadOnlyList<string> files, IReadOnlyList<string> strays) => new(
        "local_edits", "Changes that were made here are in the way of the update",
        $"Upstream changes too: {List(files)}. Nothing was overwritten.")
        {
            Node = UpdatePlace.Head,
            Remedies = [.. WaysOut(directory, [.. files.Except(strays)], strays)]
        };

    /// <summary>A merge that somebody has begun.</summary>
    public static JobFailure Unmerged(string? directory, string words) => new(
        "unmerged", "A merge in the launcher's directory was not finished", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Finish it, or give it up", Command: Git(directory, "merge --abort"))]
    };

    private static IEnumerable<Remedy> WaysOut(
        string? directory, IReadOnlyList<string> known, IReadOnlyList<string> strays)
    {
        yield return new(
            "Keep a copy and take upstream's", "Put your change back afterwards, by hand.",
            Git(directory, strays.Count > 0 ? "stash --include-untracked" : "stash"));
        if (known.Count > 0)
            yield return new(
                "Or give the change up", Command: Git(directory, $"checkout -- {ShellQuote.Typed(known)}"));
        if (strays.Count > 0)
            yield return new(
                "Or remove what git does not know", Command: Git(directory, $"clean -f -- {ShellQuote.Typed(strays)}"));
    }
}
