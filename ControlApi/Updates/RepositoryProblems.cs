using System.Globalization;
using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>What stands out of the launcher's repository, in words for a person. All of it is pure.</summary>
internal static class RepositoryProblems
{
    private const int Named = 5;

    /// <summary>The one problem that must not keep an update from being applied.</summary>
    public const string Detached = "detached_head";

    /// <summary>The problem of a repository that was looked at; null when all is well.</summary>
    public static JobFailure? Of(RepositoryLook look, string directory) => look switch
    {
        { HasDirectory: false } => NoLauncher(directory),
        { HasGit: false } => NoGit(),
        { IsRepository: false } => GitWords.Of(look.Words) ?? NotARepository(directory),
        { HasRemote: false } => NoRemote(directory),
        { Locks: [{ } held, ..] } => Locked(held.Path, held.Age),
        { FetchCode: 124 } => NoNetwork("It did not answer within a minute."),
        { FetchCode: not (null or 0) } => GitWords.Of(look.Words) ?? NotFetched(look.Words),
        { Upstream: null } => NoUpstream(null),
        { Branch: not null, Ahead: > 0, Behind: > 0 } => Diverged(look.Ahead, look.Behind),
        { Clashes.Count: > 0 } => LocalEdits(look.Clashes),
        { Branch: null } => IsDetached(look),
        _ => null
    };

    public static JobFailure NoLauncher(string directory) => new(
        "no_launcher", "The launcher is not on Spark 1", $"There is no directory {directory}.")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Clone it there", Command: $"git clone https://github.com/eugr/spark-vllm-docker {directory}")]
    };

    public static JobFailure NoGit() => new("no_git", "git is not installed on Spark 1")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Install it", Command: "sudo apt-get install git")]
    };

    public static JobFailure NotARepository(string? directory) => new(
        "not_a_repository", "The launcher on Spark 1 is no clone of its repository",
        $"Nothing can be fetched into {directory ?? "its directory"}: git does not know it.")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Put it aside and clone it anew; keep the .env that is in it")]
    };

    public static JobFailure ForeignOwner(string path) => new(
        "foreign_owner", "The launcher's directory belongs to another user",
        $"git on Spark 1 does not touch {path} for us.")
    {
        Node = UpdatePlace.Head,
        Remedies =
        [
            new("Give it to our user", Command: $"sudo chown -R \"$USER\" {ShellQuote.Typed(path)}"),
            new(
                "Or tell git that it is all right",
                Command: $"git config --global --add safe.directory {ShellQuote.Typed(path)}")
        ]
    };

    public static JobFailure NoRemote(string directory) => new(
        "no_remote", "The launcher's repository does not know where it came from",
        "It has no remote, so there is nothing to compare it with.")
    {
        Node = UpdatePlace.Head,
        Remedies =
        [
            new("Tell it", Command: $"git -C {directory} remote add origin https://github.com/eugr/spark-vllm-docker")
        ]
    };

    /// <param name="path">The lock file.</param>
    /// <param name="age">Since when it is there; null when that is not known.</param>
    public static JobFailure Locked(string path, TimeSpan? age) => new(
        "locked", "A lock file of git's is in the way",
        $"{path} is there{(age is { } since ? $" for {Words(since)}" : "")}. Either git is at work in the launcher's "
        + "directory right now, or it was ended in the middle and has left the file behind.")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("When no git runs there, remove the file", Command: $"rm {ShellQuote.Typed(path)}")]
    };

    public static JobFailure NoNetwork(string words) => new(
        "no_network", "Spark 1 cannot reach the launcher's upstream", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Look at the Spark's internet connection, then check again")]
    };

    public static JobFailure UpstreamGone(string words) => new(
        "upstream_unreachable", "The launcher's upstream does not give us its repository", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("See whether the address is right", Command: "git remote -v")]
    };

    public static JobFailure NotFetched(string words) => new(
        "fetch_failed", "git could not ask the launcher's upstream", Last(words))
    {
        Node = UpdatePlace.Head
    };

    public static JobFailure NoUpstream(string? words) => new(
        "no_upstream", "The launcher's branch follows none of its upstream's", words is null ? null : Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Say which one", Command: "git branch --set-upstream-to origin/main")]
    };

    public static JobFailure Diverged(int? ahead, int? behind) => new(
        "diverged", "The launcher has commits of its own and cannot simply follow its upstream",
        ahead is { } own && behind is { } theirs
            ? $"It has {Count(own, "commit")} that upstream has not, and lacks {Number(theirs)} of upstream's."
            : "git cannot fast-forward it.")
    {
        Node = UpdatePlace.Head,
        Remedies =
        [
            new("Put your commits on top of upstream's", Command: "git pull --rebase"),
            new("Or give them up", "They stay reachable for some weeks by git reflog.", "git reset --hard @{u}")
        ]
    };

    public static JobFailure LocalEdits(IReadOnlyList<string> files) => new(
        "local_edits", "Changes that were made here are in the way of the update",
        $"Upstream changes too: {List(files)}. Nothing was overwritten.")
    {
        Node = UpdatePlace.Head,
        Remedies =
        [
            new("Keep a copy and take upstream's", "Put your change back afterwards, by hand.", "git stash"),
            new("Or give the change up", Command: $"git checkout -- {ShellQuote.Typed(files)}")
        ]
    };

    public static JobFailure Unmerged(string words) => new(
        "unmerged", "A merge in the launcher's directory was not finished", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Finish it, or give it up", Command: "git merge --abort")]
    };

    public static JobFailure DiskFull(string words) => new("disk_full", "The disk of Spark 1 is full", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Make room: delete models, or images that nothing uses", Command: "docker image prune")]
    };

    public static JobFailure NotWritable(string words) => new(
        "not_writable", "Our user may not change the launcher's directory", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Give it to our user", Command: "sudo chown -R \"$USER\" .")]
    };

    private static JobFailure IsDetached(RepositoryLook look) => new(
        Detached, "The launcher stands at a commit by itself",
        $"That is so after a roll back. The next update goes back to {look.DefaultBranch ?? "the branch"} first, then "
        + "follows upstream.");

    /// <summary>The last line that says something: git's reason stands at the end, after its hints.</summary>
    public static string Last(string words) =>
        words.Split('\n').LastOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)
            || line.StartsWith("error:", StringComparison.Ordinal))
        ?? words.Split('\n').LastOrDefault(line => line.Trim().Length > 0)
        ?? "It did not say why.";

    /// <summary>Names in a sentence, the first few of them.</summary>
    public static string List(IReadOnlyList<string> names) => names.Count > Named
        ? $"{string.Join(", ", names.Take(Named))} and {Number(names.Count - Named)} more"
        : string.Join(", ", names);

    private static string Words(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => Count((int)age.TotalSeconds, "second"),
        { TotalHours: < 2 } => Count((int)age.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Count((int)age.TotalHours, "hour"),
        _ => Count((int)age.TotalDays, "day")
    };

    private static string Count(int number, string what) =>
        $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
