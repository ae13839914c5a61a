using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Downloads.DownloadFigures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Has every node hash the files of a repository that it has, by a remote job that reads them once, and asks the Hub
/// what they should be where no download is known that has asked.
/// </summary>
internal sealed class DownloadChecks(ClusterNodes nodes, Hub hub, TimeProvider time)
{
    /// <summary>The remote job of a node: another one when it is begun again.</summary>
    public static string JobOf(DownloadState state, string node) =>
        state.Run!.ChecksAgain.GetValueOrDefault(node) is > 0 and var again
            ? FormattableString.Invariant($"{state.Id}-{node}-{again + 1}")
            : $"{state.Id}-{node}";

    /// <summary>
    /// Asks what is to be compared, starts what was not started, waits, and gives what has come so far.
    /// </summary>
    public async Task<DownloadSignal> HashAsync(
        DownloadState state, TimeSpan lookEvery, CancellationToken cancel, CancellationToken leading)
    {
        if (state.Transfers.Count == 0) return await PlanAsync(state, cancel);
        if (!state.Run!.Begun) return await BeginAsync(state, leading);

        await Task.Delay(lookEvery, time, cancel);
        return new DownloadSignal.Hashed(
            await Task.WhenAll(state.Transfers.Select(transfer => LookAsync(state, transfer.Node, cancel))));
    }

    private async Task<DownloadSignal> PlanAsync(DownloadState state, CancellationToken cancel)
    {
        string[] names = state.Nodes == ModelNodes.Cluster ? [Head, Worker] : [Head];
        var looks = await Task.WhenAll(names.Select(name => SnapshotAsync(state, name, cancel)));
        if (names.Zip(looks).FirstOrDefault(node => node.Second is null).First is { } silent)
            return new DownloadSignal.Hindered(WhySilent(silent));

        List<KeyValuePair<string, SnapshotLook>> there =
        [
            .. names.Zip(looks, (name, look) => KeyValuePair.Create(name, look!))
                .Where(node => node.Value.Commit is not null)
        ];
        if (there.Count == 0) return new DownloadSignal.Refused(CheckFailures.NotThere(state.Repo));

        var commit = state.Revision ?? there[0].Value.Commit!;
        try
        {
            var model = await hub.ReadAsync(state.Repo, cancel, commit);
            return new DownloadSignal.CheckPlanned(
                model, there.ToDictionary(node => node.Key, node => node.Value.Hub));
        }
        catch (HubException refusal)
        {
            return new DownloadSignal.Refused(refusal.Fault == HubFault.Unknown
                ? CheckFailures.UnknownCommit(state.Repo, commit)
                : DownloadFailures.Of(refusal, state.Repo, hub.HasToken));
        }
    }

    private async Task<SnapshotLook?> SnapshotAsync(DownloadState state, string node, CancellationToken cancel) =>
        nodes.For(node, state.Run!.Machines.GetValueOrDefault(node)) is { } shell
            ? await SnapshotLook.ReadAsync(shell, state.Repo, cancel)
            : null;

    private string WhySilent(string node) => nodes.For(node) switch
    {
        null => nodes.WhyNone(node),
        { Link.Reason: { } reason } => reason,
        _ => $"{NodeNames.Of(node)} does not answer; it is asked again."
    };

    private async Task<DownloadSignal> BeginAsync(DownloadState state, CancellationToken leading)
    {
        foreach (var node in state.Transfers.Select(transfer => transfer.Node))
        {
            var command = HashLook.Job(state.Repo, state.Run!.Hubs[node], state.Revision!);
            var result = await nodes.ChangeAsync(
                node,
                async (shell, epoch) => (await new RemoteJobs(shell, time).StartAsync(
                    JobOf(state, node), command, epoch, cancel: leading)).Result,
                state.Run.Machines.GetValueOrDefault(node));
            if (SwapNodes.Hindrance(node, result) is { } why) return new DownloadSignal.Hindered(why);
        }

        return new DownloadSignal.Begun();
    }

    private async Task<NodeHashes> LookAsync(DownloadState state, string node, CancellationToken cancel)
    {
        var none = new Dictionary<string, string>();
        var unknown = new NodeHashes(node, new(RemoteJobState.Unknown, null, 0), new(none, none, 0));
        if (nodes.For(node, state.Run!.Machines.GetValueOrDefault(node)) is not { } shell) return unknown;

        // The state first: what a job that has ended has printed is then all there.
        var job = JobOf(state, node);
        var status = await new RemoteJobs(shell, time).StatusAsync(job, cancel);
        if (status.State is RemoteJobState.Unknown or RemoteJobState.Absent) return unknown with { Status = status };

        return await HashLook.ReadAsync(shell, job, cancel) is { } look ? new(node, status, look) : unknown;
    }
}
