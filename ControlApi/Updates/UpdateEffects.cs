using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;

namespace SparkControl.ControlApi.Updates;

/// <summary>The outside of an update: who does which activity.</summary>
internal sealed class UpdateEffects(
    UpdateLooks looks, UpdateLeftovers leftovers, UpdateRecord record, UpdateCarrier carrier, UpdateTrial trial,
    UpdateRestore restore, UpdateSwaps swaps, ClusterScan scan, UpdateLimits limits)
{
    public Task RunAsync(UpdateActivity activity, UpdateUnderWay update, CancellationToken cancel) => activity switch
    {
        UpdateActivity.Check => CheckAsync(update, cancel),
        UpdateActivity.Record => record.RunAsync(update, cancel),
        UpdateActivity.Carry carry => carrier.CarryAsync(carry.Job, update, cancel),
        UpdateActivity.Look => LookAsync(update, cancel),
        UpdateActivity.Trial => trial.RunAsync(update, cancel),
        UpdateActivity.Restore => restore.RunAsync(update, cancel),
        UpdateActivity.Clear => ClearAsync(update, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "No such activity.")
    };

    /// <summary>What an update that ends leaves recorded; once more it changes nothing.</summary>
    public Task EndedAsync(UpdateUnderWay ended, CancellationToken cancel) => record.SettleAsync(ended, cancel);

    private async Task CheckAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        if (await leftovers.EndAsync(cancel) is { } left)
        {
            await update.Report(new UpdateSignal.Refused(left));
            return;
        }

        var fetch = update.State.Action == UpdateAction.Apply;
        var facts = await looks.UntilSeenAsync(update.Place, fetch, limits.Before, cancel);
        // A copy that is refused is found here, and not after an hour of building.
        if (update.State.Action != UpdateAction.RollBack)
            facts = facts with { Link = await looks.LinkAsync(update.Place, cancel) };
        await update.Report(new UpdateSignal.Checked(facts));
    }

    // The page's note of launcher and image is the scan's. A node that was waited for already is not waited for again.
    private async Task LookAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        scan.Look();
        var patience = update.State.Run!.IsSilent ? TimeSpan.Zero : limits.Silence;
        await update.Report(new UpdateSignal.Seen(await looks.UntilSeenAsync(update.Place, false, patience, cancel)));
    }

    // A load is ended by those who drive it.
    private async Task ClearAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        if (UpdateJobs.Of(update.State).ElementAtOrDefault(update.State.Run!.JobsDone) is { } job)
        {
            await carrier.ClearAsync(job, update, cancel);
            return;
        }

        if (update.State.Phase == UpdatePhase.Loading) await swaps.CancelAsync(update.State.Id);
        await update.Report(new UpdateSignal.Cleared());
    }
}
