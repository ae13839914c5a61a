using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Begins the swap that is to follow a download, as a click would. It bears the download's id, so that one which was
/// begun is found again.
/// </summary>
internal sealed class ThenSwap(SwapCounter counter, StateStore store, SwapHistory history)
{
    /// <summary>No more swaps than these can have ended before somebody looks again.</summary>
    private const int Looked = 5;

    /// <summary>The swap's id, or why there is none.</summary>
    public async Task<(string? Id, string? Problem)> BeginAsync(string model, string download)
    {
        if (await BegunAsync(download) is { } begun) return (begun, null);

        var answer = await counter.BeginAsync(new() { Model = model }, download);
        return answer.Result switch
        {
            Accepted<SwapAccepted> { Value: { } swap } => (swap.Id, null),
            ProblemHttpResult { ProblemDetails: var problem } => (null, $"{problem.Title}. {problem.Detail}".TrimEnd()),
            _ => (null, "The swap was not taken.")
        };
    }

    private async Task<string?> BegunAsync(string download)
    {
        var present = (await store.ReadAsync(States.Swap))?.Value;
        if (present?.Run.Action == download) return present.Id;

        return (await history.LatestAsync(Looked)).FirstOrDefault(swap => swap.Run.Action == download)?.Id;
    }
}
