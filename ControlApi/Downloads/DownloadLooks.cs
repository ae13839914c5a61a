using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Downloads.DownloadFigures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Looks at what the nodes of a download have of it, and says why one could not be looked at.</summary>
internal sealed class DownloadLooks(ClusterNodes nodes)
{
    /// <summary>The nodes that get the files, the head first.</summary>
    public static IReadOnlyList<string> NodesOf(DownloadState state) =>
        state.Nodes == ModelNodes.Cluster ? [Head, Worker] : [Head];

    /// <summary>Why a node cannot be asked by anybody: it is not the machine that it was; null when it is.</summary>
    public DownloadSignal? Elsewhere(DownloadState state, string node) =>
        nodes.For(node, state.Run!.Machines.GetValueOrDefault(node)) is null
            ? new DownloadSignal.Delayed(NodeFailures.OtherMachine(node, nodes.WhyNone(node)))
            : null;

    /// <summary>What is said of a node that was asked in vain.</summary>
    public DownloadSignal.Hindered Silent(string node) => new(
        ReasonOf(node) ?? $"{NodeNames.Of(node)} does not answer; it is asked again.");

    /// <summary>The same where nothing runs meanwhile: it waits, and other downloads need not.</summary>
    public DownloadSignal Away(RepoLooks looks) => looks.Silent as DownloadSignal.Delayed
        ?? new DownloadSignal.Delayed(NodeFailures.NodeSilent(looks.SilentNode!, ReasonOf(looks.SilentNode!)));

    private string? ReasonOf(string node) => nodes.For(node)?.Link.Reason;

    /// <summary>What the nodes have, or why that is not known of one of them.</summary>
    /// <param name="state">The download.</param>
    /// <param name="commit">The snapshot that is looked at; null for none.</param>
    /// <param name="names">The nodes.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<RepoLooks> DisksAsync(
        DownloadState state, string? commit, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var looks = await Task.WhenAll(names.Select(name => LookAsync(name)));
        var disks = new Dictionary<string, RepoLook>();
        foreach (var (name, look) in names.Zip(looks))
        {
            if (look is null) return new(disks, Elsewhere(state, name) ?? Silent(name)) { SilentNode = name };
            disks[name] = look;
        }

        return new(disks, null);

        async Task<RepoLook?> LookAsync(string name) =>
            nodes.For(name, state.Run!.Machines.GetValueOrDefault(name)) is { } shell
                ? await RepoLook.ReadAsync(shell, state.Repo, commit, cancel)
                : null;
    }

    /// <summary>The commit that a node has, and its files; null when it does not say.</summary>
    public async Task<SnapshotFiles?> SnapshotAsync(DownloadState state, string node, CancellationToken cancel) =>
        nodes.For(node, state.Run!.Machines.GetValueOrDefault(node)) is { } shell
            ? await SnapshotFiles.ReadAsync(shell, state.Repo, cancel)
            : null;

    /// <summary>Looks in which a node did not say.</summary>
    public RepoLooks SilentOf(string node) =>
        new(new Dictionary<string, RepoLook>(), Silent(node)) { SilentNode = node };

    /// <summary>Why the head does not reach the worker by ssh; null when it does.</summary>
    public async Task<ToolEnd?> LinkAsync(DownloadState state, CancellationToken cancel)
    {
        var shell = nodes.For(Head, state.Run!.Machines.GetValueOrDefault(Head));
        if (shell is null || state.Run.Worker is not { } worker) return null;

        var script = new ShellScript("exec \"$@\" </dev/null")
        {
            Arguments = [.. DownloadCommands.Ssh, worker, "true"],
            Deadline = TimeSpan.FromSeconds(30)
        };
        var result = await shell.RunAsync(script, cancel);
        return result is { Ran: true, Succeeded: false } ? ToolWords.OfSsh(Worker, result.Error) : null;
    }
}

/// <summary>What nodes have of a repository.</summary>
/// <param name="Disks">By node.</param>
/// <param name="Silent">What follows from that one did not say; null when all did.</param>
internal sealed record RepoLooks(IReadOnlyDictionary<string, RepoLook> Disks, DownloadSignal? Silent)
{
    /// <summary>The one that did not say.</summary>
    public string? SilentNode { get; init; }
}
