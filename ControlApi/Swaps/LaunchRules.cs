using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// When a launch has worked: a container and vLLM on every node that takes part. The launcher's exit code proves
/// nothing when it is 0; when it is not, it has failed.
/// </summary>
internal static class LaunchRules
{
    /// <summary>How long after the launcher's end vLLM may still be missing.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>How long a launch may take before containers and vLLM are up: mods and image checks included.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static SwapState Launcher(SwapState state, SwapSignal.LauncherSeen seen, DateTimeOffset now)
    {
        if (state.Phase is not (SwapPhase.Launching or SwapPhase.Loading)) return state;

        switch (seen.State)
        {
            case RemoteJobState.Exited when seen.ExitCode != 0:
                return SwapMachine.Fail(state, Explained(state, seen.ExitCode), now);
            case RemoteJobState.Exited or RemoteJobState.Lost when state.Phase == SwapPhase.Launching:
                var since = state.Run.MissingSince ?? now;
                return now - since >= Grace
                    ? SwapMachine.Fail(state, Explained(state, null), now)
                    : state with { Run = state.Run with { MissingSince = since } };
            default:
                return state;
        }
    }

    public static SwapState Seen(SwapState state, NodeSight sight, DateTimeOffset now)
    {
        if (!sight.Known || sight.ContainerId is null || !sight.ContainerRunning) return state;

        var containers = new Dictionary<string, string>(state.Run.Containers) { [sight.Node] = sight.ContainerId };
        var next = state with { Run = state.Run with { Containers = containers } };
        return IsUp(next, sight) ? SwapMachine.Enter(next, SwapPhase.Loading, null, now) : next;
    }

    public static SwapState Tick(SwapState state, DateTimeOffset now) =>
        now - state.Stages[^1].At >= Limit ? SwapMachine.Fail(state, Explained(state, null), now) : state;

    /// <summary>The nodes on which the model runs.</summary>
    internal static IEnumerable<string> TakesPart(SwapState state) =>
        state.Run.Model?.Nodes == ModelNodes.Cluster ? state.Nodes.Select(n => n.Node) : state.Nodes.Take(1).Select(n => n.Node);

    // vLLM is looked for on the head: with Ray the worker's container runs Ray alone.
    private static bool IsUp(SwapState state, NodeSight sight) =>
        sight.Node == state.Nodes[0].Node && sight.VllmProcesses > 0
        && TakesPart(state).All(state.Run.Containers.ContainsKey);

    private static SwapFailure Explained(SwapState state, int? exitCode) => state.Run.Suspect?.Failure ?? new()
    {
        Code = "launched_nothing",
        Title = exitCode is { } code
            ? $"The launcher ended with code {code} and started nothing"
            : "The launcher ended without a model on the Sparks",
        Detail = "Its own words are in the log.",
        Remedies = [new("Read the log"), new("Try again")]
    };
}
