using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Loads a model with the new image, as a click would, and asks it for some tokens. The swap bears the update's id: one
/// that was begun is found again.
/// </summary>
internal sealed class UpdateTrial(
    SwapCounter counter, StateMirror mirror, StateStore store, SwapHistory history, VllmApi vllm,
    SettingsStore settings)
{
    private const int Tokens = 16;

    /// <summary>No more swaps than these can have ended before somebody looks again.</summary>
    private const int Looked = 5;

    /// <summary>Reports how it came out.</summary>
    public async Task RunAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        var model = update.State.SmokeModel!;
        if ((update.State.Smoke?.Swap ?? await BegunAsync(update.State.Id)) is not { } id)
        {
            var answer = await counter.BeginAsync(new() { Model = model }, update: update.State.Id);
            if (answer.Result is not Accepted<SwapAccepted> { Value.Id: { } begun })
            {
                await update.Report(new UpdateSignal.TrialEnded(UpdateFailures.TrialFailed(model, Why(answer.Result))));
                return;
            }

            id = begun;
        }

        await update.Report(new UpdateSignal.TrialBegun(id));
        await update.Report(new UpdateSignal.TrialEnded(await FailureAsync(model, await EndAsync(id, cancel), cancel)));
    }

    /// <summary>The swap of an update that was begun already; null when there is none.</summary>
    private async Task<string?> BegunAsync(string update)
    {
        var present = (await store.ReadAsync(States.Swap))?.Value;
        if (present?.Run.Action == update) return present.Id;

        return (await history.LatestAsync(Looked)).FirstOrDefault(swap => swap.Run.Action == update)?.Id;
    }

    private async Task<JobFailure?> FailureAsync(string model, SwapState? swap, CancellationToken cancel)
    {
        if (swap is not { Phase: SwapPhase.Ready, Weights: { } weights })
            return UpdateFailures.TrialFailed(model, swap?.Failure?.Title ?? "The load was not seen to its end.");

        return await vllm.AskAsync(settings.Current, weights, Tokens, cancel) is { } silence
            ? UpdateFailures.TrialFailed(model, $"It was loaded and gave no answer. {silence}")
            : null;
    }

    // Another swap may have taken its place before this was heard of.
    private async Task<SwapState?> EndAsync(string id, CancellationToken cancel)
    {
        var found = new TaskCompletionSource<SwapState?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = mirror.Watch(_ => Look(), _ => Look());
        Look();
        return await found.Task.WaitAsync(cancel) ?? await history.FindAsync(id);

        void Look()
        {
            if (mirror.Value(States.Swap) is not { } swap) return;
            if (swap.Id == id && !swap.IsActive) found.TrySetResult(swap);
            else if (string.CompareOrdinal(swap.Id, id) > 0) found.TrySetResult(null);
        }
    }

    private static string Why(IResult? refused) =>
        refused is ProblemHttpResult { ProblemDetails: { } problem }
            ? $"{problem.Title}. {problem.Detail}"
            : "It was refused.";
}
