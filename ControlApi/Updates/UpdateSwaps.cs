using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// The loads of an update. Each bears the update's id: one that was begun is found again, whichever driver began it.
/// </summary>
internal sealed class UpdateSwaps(
    SwapCounter counter, StateMirror mirror, StateStore store, SwapHistory history, RedisLink redis, TimeProvider time)
{
    /// <summary>No more swaps than these can have ended before somebody looks again.</summary>
    private const int Looked = 5;

    /// <summary>A load of an update that was begun already; null when there is none.</summary>
    /// <param name="update">The update's id.</param>
    /// <param name="but">The load that is not meant; null for none.</param>
    public async Task<string?> BegunAsync(string update, string? but = null)
    {
        var present = (await store.ReadAsync(States.Swap))?.Value;
        if (IsMeant(present)) return present!.Id;

        return (await history.LatestAsync(Looked)).FirstOrDefault(IsMeant)?.Id;

        bool IsMeant(SwapState? swap) => swap is not null && swap.Run.Action == update && swap.Id != but;
    }

    /// <summary>Begins a load as a click would.</summary>
    public async Task<BegunLoad> BeginAsync(UpdateState update, string model)
    {
        var answer = await counter.BeginAsync(new() { Model = model }, update: update.Id, pass: update.Run!.Pass);
        return answer.Result switch
        {
            Accepted<SwapAccepted> { Value.Id: { } id } => new(id, null),
            ProblemHttpResult { ProblemDetails: { } problem } => new(null, $"{problem.Title}. {problem.Detail}"),
            _ => new(null, "It was refused.")
        };
    }

    /// <summary>A load at its end; null when another swap took its place and nothing is known of it.</summary>
    public async Task<SwapState?> EndAsync(string id, CancellationToken cancel)
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

    /// <summary>Asks for the end of what an update loads, also where it was begun a moment ago.</summary>
    public async Task CancelAsync(string update)
    {
        if ((await store.ReadAsync(States.Swap))?.Value is not { IsActive: true } swap || swap.Run.Action != update)
            return;

        var now = time.GetUtcNow();
        await new HandOver(redis, redis.Keys.Requests).PushAsync(
            new ClusterRequest(swap.Id, RequestKind.Cancel, now, now + ClusterRequest.Patience));
    }

    /// <summary>Whether the last swap is a load of an update's: nobody has wanted another model since.</summary>
    public async Task<bool> IsLastAsync() => (await store.ReadAsync(States.Swap))?.Value.Run.IsTrial == true;
}

/// <summary>How a load that an update has asked for was answered.</summary>
/// <param name="Id">The swap; null when it was refused.</param>
/// <param name="Refusal">Why, as a sentence; null when it was begun.</param>
internal sealed record BegunLoad(string? Id, string? Refusal);
