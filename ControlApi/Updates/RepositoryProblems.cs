using SparkControl.Contracts;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Updates.GitText;

namespace SparkControl.ControlApi.Updates;

/// <summary>What stands out of the launcher's repository, in words for a person. All of it is pure.</summary>
internal static class RepositoryProblems
{
    private const string Origin = "https://github.com/eugr/spark-vllm-docker", LockedCode = "locked";

    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(30);

    /// <summary>The one problem that must not keep an update from being applied.</summary>
    public const string Detached = "detached_head";

    /// <summary>The problem of a repository that was looked at; null when all is well.</summary>
    public static JobFailure? Of(RepositoryLook look, string directory) => look switch
    {
        { HasDirectory: false } => NoLauncher(directory),
        { HasGit: false } => NoGit(),
        { IsRepository: false } => GitWords.Of(look.Words, directory) ?? NotARepository(directory),
        { HasRemote: false } => NoRemote(directory),
        { Locks: [{ } held, ..] } => Locked(held.Path, held.Age),
        { FetchCode: 124 } => NoNetwork("It did not answer within a minute."),
        { FetchCode: not (null or 0) } => GitWords.Of(look.Words, directory) ?? NotFetched(look.Words),
        { Upstream: null } => NoUpstream(directory, null),
        { Branch: not null, Ahead: > 0, Behind: > 0 } => LocalChanges.Diverged(directory, look.Ahead, look.Behind),
        { Branch: null, Ahead: > 0, KeptBy: null } => LocalChanges.LooseCommits(directory, look.Ahead.Value),
        { Branch: null, BackAhead: > 0, BackBehind: > 0 } =>
            LocalChanges.Diverged(directory, look.BackAhead, look.BackBehind),
        { Clashes.Count: > 0 } => LocalChanges.LocalEdits(directory, look.Clashes, look.Strays),
        { Branch: null } => IsDetached(look),
        _ => null
    };

    /// <summary>Whether a lock stands out that may be gone in a moment: some git is at work right now.</summary>
    public static bool IsPassing(RepositoryLook look) =>
        !look.Locks.All(Stays)
        || (look is { FetchCode: not (null or 0) } && GitWords.Of(look.Words, null)?.Code == LockedCode);

    /// <summary>Whether a lock is that old that nobody is at work under it any more, mostly.</summary>
    public static bool Stays(RepositoryLock held) => held.Age >= Passing;

    public static JobFailure NoLauncher(string directory) => new(
        "no_launcher", "The launcher is not on Spark 1", $"There is no directory {directory}.")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Clone it there", Command: $"git clone {Origin} {Typed(directory)}")]
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
            new("Tell it", Command: Git(directory, $"remote add origin {Origin}"))
        ]
    };

    /// <param name="path">The lock file.</param>
    /// <param name="age">Since when it is there; null when that is not known.</param>
    public static JobFailure Locked(string path, TimeSpan? age) => new(
        LockedCode, "A lock file of git's is in the way",
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

    public static JobFailure UpstreamGone(string? directory, string words) => new(
        "upstream_unreachable", "The launcher's upstream does not give us its repository", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("See whether the address is right", Command: Git(directory, "remote -v"))]
    };

    public static JobFailure NotFetched(string words) => new(
        "fetch_failed", "git could not ask the launcher's upstream", Last(words))
    {
        Node = UpdatePlace.Head
    };

    public static JobFailure NoUpstream(string? directory, string? words) => new(
        "no_upstream", "The launcher's branch follows none of its upstream's", words is null ? null : Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Say which one", Command: Git(directory, "branch --set-upstream-to origin/main"))]
    };

    public static JobFailure DiskFull(string words) => new("disk_full", "The disk of Spark 1 is full", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Make room: delete models, or images that nothing uses", Command: "docker image prune")]
    };

    public static JobFailure NotWritable(string? directory, string words) => new(
        "not_writable", "Our user may not change the launcher's directory", Last(words))
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Give it to our user", Command: $"sudo chown -R \"$USER\" {Typed(directory ?? ".")}")]
    };

    private static JobFailure IsDetached(RepositoryLook look) => new(
        Detached, "The launcher stands at a commit by itself",
        "That is so after a roll back. The next update goes back to "
        + $"{look.Returns ?? look.DefaultBranch ?? "the branch"} first, then follows upstream.");
}
