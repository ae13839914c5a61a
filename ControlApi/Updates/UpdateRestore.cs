using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Loads again what served before a trial. Once, and only while nobody has wanted anything else since.
/// </summary>
internal sealed class UpdateRestore(UpdateSwaps swaps)
{
    /// <summary>Reports what became of it.</summary>
    public async Task RunAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        var served = update.State.Run!.Served!;
        var again = new LoadedAgain(served.Model, served.ModelName);
        var id = await swaps.BegunAsync(update.State.Id, but: update.State.Smoke?.Swap);
        if (id is null && !await swaps.IsLastAsync())
        {
            await update.Report(new UpdateSignal.Restored(null));
            return;
        }

        if (id is null)
        {
            (id, var refusal) = await swaps.BeginAsync(update.State, served.Model);
            if (id is null)
            {
                await update.Report(new UpdateSignal.Restored(again with { Problem = refusal }));
                return;
            }
        }

        await update.Report(Outcome(again with { Swap = id }, await swaps.EndAsync(id, cancel)));
    }

    /// <summary>What the end of that load says.</summary>
    internal static UpdateSignal.Restored Outcome(LoadedAgain again, SwapState? swap) => swap switch
    {
        { Phase: SwapPhase.Ready } => new(again),
        { Phase: SwapPhase.Failed, Failure: { } failure } when BadLoadRules.IsOfLoad(swap) => new(
            again with { Problem = failure.Title }, TrialFailures.NotRestored(again.ModelName, failure.Title)),
        { Phase: SwapPhase.Failed, Failure: { } failure } => new(again with { Problem = failure.Title }),
        { Phase: SwapPhase.Cancelled } => new(again with { Problem = "Its load was cancelled." }),
        _ => new(again with { Problem = "Another swap took its place." })
    };
}
