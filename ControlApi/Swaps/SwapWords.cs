using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// What the panel itself writes into a swap's log when a phase begins. The launch has its own word, once it is known
/// what is started.
/// </summary>
internal static class SwapWords
{
    public static string? Of(SwapState state) => state.Phase switch
    {
        SwapPhase.Stopping => state.Replaces is { } old
            ? $"Stopping {old} and waiting for its memory"
            : "Making sure that nothing runs",
        SwapPhase.Loading => "Containers and vLLM are up; the model loads",
        SwapPhase.Ready => $"{state.ModelName} answers",
        SwapPhase.Failed => $"Failed: {state.Failure?.Title}",
        SwapPhase.Cancelled => "Cancelled",
        SwapPhase.Stopped => "Stopped: nothing runs",
        _ => null
    };

    /// <summary>What follows a load that has failed, in that load's log.</summary>
    public static string RollBack(RolledBackTo to) => to.Problem is { } problem
        ? $"{to.ModelName}, which loaded well last, is not loaded again. {problem}"
        : $"{to.ModelName}, which loaded well last, is loaded again, once";

    /// <summary>What a roll back is, in its own log.</summary>
    public static string RollsBack(SwapState state, string failed) =>
        $"Loading {state.ModelName} again: swap {failed} has failed, and this is what loaded well last";
}
