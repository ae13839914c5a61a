using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;

namespace SparkControl.ControlApi.Updates;

/// <summary>The outside of an update: who does which activity.</summary>
internal sealed class UpdateEffects(
    UpdateLooks looks, UpdateRecord record, UpdateCarrier carrier, UpdateTrial trial, ClusterScan scan, RedisLink redis,
    TimeProvider time)
{
    /// <summary>How long nodes may be silent before an update is begun, and when it is over.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1), After = TimeSpan.FromMinutes(10);

    public Task RunAsync(UpdateActivity activity, UpdateUnderWay update, CancellationToken cancel) => activity switch
    {
        UpdateActivity.Check => CheckAsync(update, cancel),
        UpdateActivity.Record => record.RunAsync(update, cancel),
        UpdateActivity.Carry carry => carrier.CarryAsync(carry.Job, update, cancel),
        UpdateActivity.Look => LookAsync(update, cancel),
        UpdateActivity.Trial => trial.RunAsync(update, cancel),
        UpdateActivity.Clear => ClearAsync(update, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "No such activity.")
    };

    private async Task CheckAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        var fetch = update.State.Action == UpdateAction.Apply;
        await update.Report(new UpdateSignal.Checked(await looks.UntilSeenAsync(update.Place, fetch, Before, cancel)));
    }

    // The page's note of launcher and image is the scan's.
    private async Task LookAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        scan.Look();
        var facts = await looks.UntilSeenAsync(update.Place, fetch: false, After, cancel);
        await update.Report(new UpdateSignal.Seen(facts));
    }

    // A load is ended by those who drive it.
    private async Task ClearAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        if (UpdateJobs.Of(update.State).ElementAtOrDefault(update.State.Run!.JobsDone) is { } job)
        {
            await carrier.ClearAsync(job, update, cancel);
            return;
        }

        if (update.State is { Phase: UpdatePhase.Loading, Smoke.Swap: { } swap })
        {
            var now = time.GetUtcNow();
            await new HandOver(redis, redis.Keys.Requests).PushAsync(
                new ClusterRequest(swap, RequestKind.Cancel, now, now + ClusterRequest.Patience));
        }

        await update.Report(new UpdateSignal.Cleared());
    }
}
