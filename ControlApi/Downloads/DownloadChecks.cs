using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Has every node hash the large files of a download, by a remote job that reads them once.</summary>
internal sealed class DownloadChecks(ClusterNodes nodes, TimeProvider time)
{
    /// <summary>The remote job of a node.</summary>
    public static string JobOf(DownloadState state, string node) => $"{state.Id}-{node}";

    /// <summary>Starts what was not started, waits, and gives what has come so far.</summary>
    public async Task<DownloadSignal> HashAsync(
        DownloadState state, TimeSpan lookEvery, CancellationToken cancel, CancellationToken leading)
    {
        if (!state.Run!.Begun) return await BeginAsync(state, leading);

        await Task.Delay(lookEvery, time, cancel);
        return new DownloadSignal.Hashed(
            await Task.WhenAll(state.Transfers.Select(transfer => LookAsync(state, transfer.Node, cancel))));
    }

    private async Task<DownloadSignal> BeginAsync(DownloadState state, CancellationToken leading)
    {
        List<string> paths = [.. CheckRules.Files(state).Select(file => file.Path)];
        foreach (var node in state.Transfers.Select(transfer => transfer.Node))
        {
            var command = DownloadCommands.Hash(state.Repo, state.Run!.Hubs[node], state.Revision!, paths);
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
        var unknown = new NodeHashes(node, new(RemoteJobState.Unknown, null, 0), new Dictionary<string, string>());
        if (nodes.For(node, state.Run!.Machines.GetValueOrDefault(node)) is not { } shell) return unknown;

        // The state first: what a job that has ended has printed is then all there.
        var jobs = new RemoteJobs(shell, time);
        var status = await jobs.StatusAsync(JobOf(state, node), cancel);
        return await jobs.AllWordsAsync(JobOf(state, node), cancel) is { } words
            ? new(node, status, Read(words))
            : unknown;
    }

    // Two blanks stand between a hash and a path, the second of which says how the file was read.
    private static Dictionary<string, string> Read(string words) => words.Split('\n')
        .Where(line => line.Length > 66 && line[64] == ' ')
        .DistinctBy(line => line[66..])
        .ToDictionary(line => line[66..], line => line[..64]);
}
