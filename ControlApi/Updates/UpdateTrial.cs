using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>Loads a model with the new image, as a click would, and asks it for some tokens.</summary>
internal sealed class UpdateTrial(UpdateSwaps swaps, VllmApi vllm, SettingsStore settings)
{
    private const int Tokens = 16;

    /// <summary>Reports how it came out.</summary>
    public async Task RunAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        var model = update.State.SmokeModel!;
        if ((update.State.Smoke?.Swap ?? await swaps.BegunAsync(update.State.Id)) is not { } id)
        {
            var begun = await swaps.BeginAsync(update.State, model);
            if (begun.Id is null)
            {
                await update.Report(new UpdateSignal.TrialEnded(null, NotTried: begun.Refusal));
                return;
            }

            id = begun.Id;
        }

        await update.Report(new UpdateSignal.TrialBegun(id));
        await update.Report(await OutcomeAsync(model, await swaps.EndAsync(id, cancel), cancel));
    }

    private async Task<UpdateSignal> OutcomeAsync(string model, SwapState? swap, CancellationToken cancel)
    {
        if (swap is not { Phase: SwapPhase.Ready, Weights: { } weights }) return NotLoaded(model, swap);

        return await vllm.AskAsync(settings.Current, weights, Tokens, cancel) is { } silence
            ? new UpdateSignal.TrialEnded(false, TrialFailures.NoAnswer(model, silence))
            : new UpdateSignal.TrialEnded(true);
    }

    /// <summary>What a load that did not get ready says: against the image only what came of the load itself.</summary>
    internal static UpdateSignal.TrialEnded NotLoaded(string model, SwapState? swap) => swap switch
    {
        { Phase: SwapPhase.Failed, Failure: { } failure } when BadLoadRules.IsOfLoad(swap) =>
            new(null, TrialFailures.NotLoaded(model, failure.Title)),
        { Phase: SwapPhase.Failed, Failure: { } failure } => new(null, NotTried: failure.Title),
        { Phase: SwapPhase.Cancelled } => new(null, NotTried: "Its load was cancelled."),
        _ => new(null, NotTried: "Another swap took its place.")
    };
}
