using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// Does to the model what a machine asks for: a swap that bears the action's id, so that one which was begun is found
/// again where Redis took it and its answer was lost. What becomes of the swap is told by the swap.
/// </summary>
internal sealed class ModelActions(VllmVerbs vllm, StateStore store, SwapHistory history, TimeProvider time)
{
    /// <summary>No more swaps than these can have ended before somebody looks again.</summary>
    private const int Looked = 5;

    /// <summary>Begins the swap, unless it was begun already.</summary>
    /// <returns>The action, done when there is a swap.</returns>
    public async Task<ServiceAction> ActAsync(ServiceAction action)
    {
        if (await IsBegunAsync(action.Id)) return action with { Phase = ActionPhase.Done };
        if (ServiceRules.IsLate(action, time.GetUtcNow())) return ServiceFailures.Of(action, ServiceFailures.Expired());

        var answer = await vllm.ActAsync(action.Verb, action: action.Id);
        if (answer.Result is not ProblemHttpResult { ProblemDetails: var problem } || await IsBegunAsync(action.Id))
            return action with { Phase = ActionPhase.Done };

        var code = problem.Extensions["code"]?.ToString() ?? "refused";
        return ServiceFailures.Of(action, new(code, problem.Title ?? "It was refused", problem.Detail));
    }

    private async Task<bool> IsBegunAsync(string action) =>
        (await store.ReadAsync(States.Swap))?.Value.Run.Action == action
        || (await history.LatestAsync(Looked)).Any(swap => swap.Run.Action == action);
}
