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
}
