using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Loads the last good model again after a load that has failed. What follows a failure is stored with its end;
/// whoever drives then begins it, in one script that finds the failed load to be the last swap still. So it happens
/// once, whichever instance died between, and somebody's click that came first stands.
/// </summary>
internal sealed partial class RollBack(
    StateStore store, LogStore logs, SwapHistory history, SwapCounter counter, SwapDesk desk, TimeProvider time,
    ILogger<RollBack> logger)
{
    /// <summary>Begins the roll back if the last swap asks for one.</summary>
    /// <param name="last">The last swap, as Redis has it.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <returns>The last swap from now on.</returns>
    public async Task<SwapState?> BeginAsync(Observed<SwapState>? last, Lease lease)
    {
        if (last is null || !RollBackRules.IsDue(last.Value)) return last?.Value;

        var failed = last.Value;
        var (swap, problem) = await MakeAsync(failed);
        if (swap is null) return await RefuseAsync(last, problem!, lease);

        var answered = failed with { RolledBackTo = failed.RolledBackTo! with { Swap = swap.Id } };
        var result = await desk.RollBackAsync(swap, answered, last.Rev, lease);
        switch (result.Answer)
        {
            case DeskAnswer.Taken:
                RollsBack(failed.Id, swap.Model, swap.Id);
                return swap;
            case DeskAnswer.Reserved:
                return await RefuseAsync(last, $"{result.What} has reserved the Sparks.", lease);
            default:
                // Somebody's swap came first, or the lease is another's: both see to what is the last swap now. A job
                // that runs is waited for, until it is too late.
                return (await store.ReadAsync(States.Swap))?.Value;
        }
    }

    private async Task<(SwapState? Swap, string? Problem)> MakeAsync(SwapState failed)
    {
        if (RollBackRules.TooLate(failed, time.GetUtcNow()) is { } late) return (null, late);

        var good = (await store.ReadAsync(States.Good))?.Value;
        var catalog = (await store.ReadAsync(States.Catalog))?.Value;
        var model = good?.Model == failed.RolledBackTo!.Model && catalog is not null
            ? RollBackRules.ModelOf(good, catalog)
            : null;
        if (model is null) return (null, "It is not in the catalog any more.");

        return counter.NotConfigured(model) is ProblemHttpResult { ProblemDetails.Title: { } title }
            ? (null, $"{title}.")
            : (counter.RollBack(failed, model, good!.Passed), null);
    }

    // First the history, as at the end of any swap. A click that has come meanwhile is not written over.
    private async Task<SwapState?> RefuseAsync(Observed<SwapState> last, string problem, Lease lease)
    {
        var refused = last.Value with { RolledBackTo = last.Value.RolledBackTo! with { Problem = problem } };
        await using (var log = new SwapLog(logs, refused.Id, lease, time))
            await log.SayAsync("roll-back-refused", SwapWords.RollBack(refused.RolledBackTo));
        await history.RecordAsync(refused, lease);
        return await store.WriteAsync(States.Swap, refused, lease, over: last.Rev) is not null
            ? refused
            : (await store.ReadAsync(States.Swap))?.Value;
    }

    [LoggerMessage(LogLevel.Information, "Swap {Failed} has failed: {Model} is loaded again by swap {Swap}")]
    private partial void RollsBack(string failed, string? model, string swap);
}
