using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>
/// Deletes on one node, by a remote job: it outlives a drop and the panel, is never begun twice, and what it prints
/// says what there was before, whoever reads it in the end.
/// </summary>
internal sealed class NodeRemoval(ClusterNodes nodes, TimeProvider time)
{
    private const int MostAttempts = 3;

    private static readonly TimeSpan
        Again = TimeSpan.FromSeconds(2),
        WaitAtOnce = TimeSpan.FromSeconds(5),
        PatienceToBegin = TimeSpan.FromSeconds(10),
        PatienceWithSilence = TimeSpan.FromMinutes(2);

    /// <summary>Deletes, and says what came of it.</summary>
    /// <param name="deletion">What.</param>
    /// <param name="node">Where.</param>
    /// <param name="leading">Cancelled when the lease is lost: whoever has it then goes on.</param>
    public async Task<NodeDeletion> RemoveAsync(DeletionState deletion, string node, CancellationToken leading)
    {
        List<string?> printed = [];
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var job = $"{deletion.Id}-{node}-{attempt}";
            if (await BeginAsync(deletion, node, job, leading) is { } hindrance) return new(null, hindrance);
            if (await EndAsync(deletion, node, job, leading) is not { } end) return new(null, Silent(node));

            printed.Add(end.Words);
            if (end.Status.ExitCode == 0) return new(HubCache.Freed(printed), null);
            // A restart of the node takes the job along, and the next one goes on with what is left.
            if (end.Status is { State: RemoteJobState.Exited, ExitCode: < 128 })
            {
                var said = LastOf(end.Words) ?? $"rm ended with code {end.Status.ExitCode}.";
                return new(null, $"{NodeNames.Of(node)} says: {said}");
            }
        }

        return new(null, $"Something else has ended it on {NodeNames.Of(node)}, three times.");
    }

    private async Task<string?> BeginAsync(
        DeletionState deletion, string node, string job, CancellationToken leading)
    {
        var command = deletion.PartsOnly
            ? HubCache.PartsJob(deletion.Weights)
            : HubCache.RemovalJob(deletion.Weights);
        var (since, mayRun) = (time.GetTimestamp(), false);
        while (true)
        {
            var result = await nodes.ChangeAsync(
                node,
                async (shell, epoch) =>
                    (await new RemoteJobs(shell, time).StartAsync(job, command, epoch, cancel: leading)).Result,
                deletion.Machines.GetValueOrDefault(node));
            if (result.Succeeded) return null;

            mayRun |= result.Outcome == ShellOutcome.Lost;
            if (result.Ran || time.GetElapsedTime(since) >= PatienceToBegin)
                return mayRun ? Silent(node) : SwapNodes.Hindrance(node, result);

            await Task.Delay(Again, time, leading);
        }
    }

    // Null when the node has said nothing for too long: the job may be at work, or have ended.
    private async Task<RemovalEnd?> EndAsync(
        DeletionState deletion, string node, string job, CancellationToken leading)
    {
        var heard = time.GetTimestamp();
        while (time.GetElapsedTime(heard) < PatienceWithSilence)
        {
            if (nodes.For(node, deletion.Machines.GetValueOrDefault(node)) is not { } shell) return null;

            var jobs = new RemoteJobs(shell, time);
            var status = await jobs.EndAsync(job, WaitAtOnce, leading);
            if (status.State == RemoteJobState.Running) heard = time.GetTimestamp();
            else if (status.State != RemoteJobState.Unknown && await jobs.WordsAsync(job, leading) is { } words)
                return new(status, words);
            else await Task.Delay(Again, time, leading);
        }

        return null;
    }

    private static string Silent(string node) =>
        $"{NodeNames.Of(node)} does not answer since it was told to delete: whether the weights are gone is not known.";

    private static string? LastOf(string words) => words.Split('\n')
        .LastOrDefault(line => !line.StartsWith("had ", StringComparison.Ordinal)
            && !line.StartsWith("has", StringComparison.Ordinal) && line.Trim().Length > 0);

    private sealed record RemovalEnd(RemoteJobStatus Status, string Words);
}
