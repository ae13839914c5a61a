using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Updates;

/// <summary>The updates that are kept, read from Redis itself.</summary>
internal sealed class UpdateHistory(JobDesk desk, StateStore store)
{
    /// <summary>
    /// Whether the update before has changed something and did not come to its end: what is there is then not what was
    /// good, and is to be replaced.
    /// </summary>
    public async Task<bool> IsHalfDoneAsync()
    {
        foreach (var job in (await desk.AllAsync(store)).Reverse())
        {
            if (job is not { Kind: JobKind.Update, IsActive: false }) continue;
            if ((await store.ReadAsync(States.Update(job.Id)))?.Value is { } update && Touches(update))
                return IsHalfDone(update);
        }

        return false;
    }

    /// <summary>Whether an update has ended half-way, with something changed.</summary>
    public static bool IsHalfDone(UpdateState update) =>
        Touches(update)
        && update.Phase != UpdatePhase.Done
        && (update.ToCommit != update.FromCommit || HasNewImage(update));

    private static bool Touches(UpdateState update) =>
        update.Stages.Any(stage => stage.Phase is UpdatePhase.Pulling or UpdatePhase.RollingBack);

    private static bool HasNewImage(UpdateState update) => update.Smoke?.Images
        .Any(node => update.Run?.Images.GetValueOrDefault(node.Key) != node.Value) == true;
}
