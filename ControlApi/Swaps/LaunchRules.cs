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

    /// <summary>How long the last lines of a launcher that has failed may take to be read.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>How long a launch may take before containers and vLLM are up: mods and image checks included.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static SwapState Launcher(SwapState state, SwapSignal.LauncherSeen seen, DateTimeOffset now)
    {
        if (state.Phase is not (SwapPhase.Launching or SwapPhase.Loading)) return state;

        return seen.State switch
        {
            RemoteJobState.Exited when seen.ExitCode != 0 =>
                Since(state, LogLine.Launcher) is { } since && now - since >= LastWords
                    ? SwapMachine.Fail(state, Explained(state, seen.ExitCode), now)
                    : Miss(state, LogLine.Launcher, now),
            RemoteJobState.Exited or RemoteJobState.Lost when state.Phase == SwapPhase.Launching =>
                Miss(state, LogLine.Launcher, now),
            _ => state
        };
    }

    public static SwapState Seen(SwapState state, NodeSight sight, DateTimeOffset now)
    {
        if (!sight.Known || !TakesPart(state).Contains(sight.Node)) return state;

        var next = sight is { ContainerId: { } id, ContainerRunning: true }
            ? Runs(Own(state, sight.Node, id), sight)
            : state;
        if (IsUp(next, sight)) return LoadProgress.Begin(SuspectRules.Outlive(next), now);

        // Only a node that was asked can say that nothing came of the launch; after a line that nothing survives, soon.
        var grace = state.Run.Suspect is { Fatal: true } ? LastWords : Grace;
        return !IsThere(state, sight) && Since(state, LogLine.Launcher) is { } since && now - since >= grace
            ? SwapMachine.Fail(next, Explained(next, null), now)
            : next;
    }

    public static SwapState Tick(SwapState state, DateTimeOffset now, SwapSettings limits)
    {
        if (SuspectRules.Verdict(state, now) is { } failure) return SwapMachine.Fail(state, failure, now);

        return now - state.Stages[^1].At >= Limit && SwapMachine.HasCaughtUp(state, now)
            ? SwapMachine.Fail(state, state.Run.Suspect?.Failure ?? TooLong(state), now)
            : LoadRules.Stalled(state, now, limits);
    }

    /// <summary>The nodes on which the model runs.</summary>
    internal static IEnumerable<string> TakesPart(SwapState state) =>
        state.Nodes.Take(state.Run.Model?.Nodes == ModelNodes.Cluster ? state.Nodes.Count : 1).Select(n => n.Node);

    /// <summary>
    /// Whether a node has what it needs: a container that runs, and in it vLLM. With Ray the worker's holds Ray alone
    /// at first: there vLLM need not come, but where it was it must stay.
    /// </summary>
    internal static bool IsThere(SwapState state, NodeSight sight) =>
        sight is { ContainerId: not null, ContainerRunning: true }
        && (sight.VllmProcesses > 0 || (sight.Node != state.Nodes[0].Node && !state.Run.Vllm.Contains(sight.Node)));

    /// <summary>Notes that vLLM runs on a node that takes part.</summary>
    internal static SwapState Runs(SwapState state, NodeSight sight) =>
        sight is { ContainerRunning: true, VllmProcesses: > 0 } && !state.Run.Vllm.Contains(sight.Node)
            ? state with { Run = state.Run with { Vllm = [.. state.Run.Vllm, sight.Node] } }
            : state;

    /// <summary>Since when something is missing; null when it is not.</summary>
    internal static DateTimeOffset? Since(SwapState state, string what) =>
        state.Run.Missing.TryGetValue(what, out var since) ? since : null;

    /// <summary>Notes that something is missing from now on, or has been for longer.</summary>
    internal static SwapState Miss(SwapState state, string what, DateTimeOffset now)
    {
        if (state.Run.Missing.ContainsKey(what)) return state;

        var missing = new Dictionary<string, DateTimeOffset>(state.Run.Missing) { [what] = now };
        return state with { Run = state.Run with { Missing = missing } };
    }

    private static SwapState Own(SwapState state, string node, string container)
    {
        if (state.Run.Containers.GetValueOrDefault(node) == container) return state;

        var containers = new Dictionary<string, string>(state.Run.Containers) { [node] = container };
        return state with { Run = state.Run with { Containers = containers } };
    }

    private static bool IsUp(SwapState state, NodeSight sight) =>
        sight.Node == state.Nodes[0].Node && IsThere(state, sight)
        && TakesPart(state).All(state.Run.Containers.ContainsKey);

    private static SwapFailure TooLong(SwapState state)
    {
        var silent = TakesPart(state).FirstOrDefault(n => StopRules.IsSilent(state, n));
        var at = state.Run.Hindrances.ContainsKey(LogLine.Launcher) ? state.Nodes[0].Node : silent;
        var reason = state.Run.Hindrances.GetValueOrDefault(LogLine.Launcher)
            ?? (silent is null ? null : state.Run.Hindrances.GetValueOrDefault(silent));
        return new()
        {
            Code = "launch_too_long",
            Node = at,
            Title = $"Nothing was up {Limit.TotalMinutes:0} minutes after the launch began",
            Detail = reason
                ?? (silent is not null ? $"{NodeNames.Of(silent)} does not answer."
                    : Since(state, LogLine.Launcher) is null ? "The launcher was not seen to end."
                    : "The launcher has ended."),
            Remedies = (at, reason) switch
            {
                (null, _) => [new("Read the log"), new("Try again")],
                (_, null) => [new($"See that {NodeNames.Of(at)} answers, then try again")],
                _ => [NodeRemedies.For(at, reason), new("Try again")]
            }
        };
    }

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
