using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Ends what updates have left at work on nodes that went silent, before the next one touches anything there.
/// </summary>
internal sealed class UpdateLeftovers(
    ClusterNodes nodes, SettingsStore settings, StateStore store, JobDesk desk, UpdateLimits limits, TimeProvider time)
{
    /// <returns>Why it could not be ended; null when nothing is left.</returns>
    public async Task<JobFailure?> EndAsync(CancellationToken cancel)
    {
        foreach (var job in await desk.AllAsync(store))
        {
            if (job is not { Kind: JobKind.Update, IsActive: false }) continue;
            if ((await store.ReadAsync(States.Update(job.Id)))?.Value is not { Run: { Left: { } left } run }) continue;
            if (await EndAsync(left, run.Place.Machines.GetValueOrDefault(left.Node), cancel) is { } failure)
                return failure;
        }

        return null;
    }

    private async Task<JobFailure?> EndAsync(LeftJob left, NodeAddress? machine, CancellationToken cancel)
    {
        var silence = new NodeSilence(time, limits.Before);
        while (!UpdateNodes.IsGone(settings.Current, left.Node, machine))
        {
            var result = await nodes.ChangeAsync(
                left.Node, (shell, epoch) => new RemoteJobs(shell, time).CancelAsync(left.Job, epoch, cancel), machine);
            if (result.Succeeded) return null;
            if (UpdateNodes.Ends(result) is { } failure) return failure;
            if (silence.IsTooLong) return UpdateFailures.Silent(left.Node, result.Reason);

            await Task.Delay(Rounds.Again, time, cancel);
        }

        // The machine is another now: what is left on that one harms nobody here.
        return null;
    }
}
