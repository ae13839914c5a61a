using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>When a stop is done: seen gone on every node, and memory back. Never because a command exited 0.</summary>
internal static class StopRules
{
    /// <summary>The failure of a stop whose memory was waited for in vain.</summary>
    public const string MemoryNotBack = "memory_not_back";

    private const long Gib = 1L << 30;

    /// <summary>Memory counts as back within this distance of what was free before the model was loaded.</summary>
    private const long BackWithin = 3 * Gib;

    /// <summary>How far free memory must move to be told anew.</summary>
    private const long WorthTelling = Gib / 4;

    /// <summary>Keeps what a look at a node has shown.</summary>
    public static SwapState Remember(SwapState state, NodeSight sight)
    {
        if (state.Nodes.All(n => n.Node != sight.Node)) return state;

        state = Hinder(state, sight.Node, sight.Reason);
        if (!sight.Known) return See(state, sight.Node, null);

        var seen = See(state, sight.Node, sight.ContainerId is not null);
        var next = seen with
        {
            Nodes = HoldsAsBefore(state, sight)
                ? state.Nodes
                : [.. state.Nodes.Select(n =>
                    n.Node == sight.Node ? n with { AvailableBytes = sight.AvailableBytes } : n)],
            Run = seen.Run with { Gone = Gone(state, sight) }
        };
        return next == state ? state : next;
    }

    /// <summary>
    /// Keeps why something was not done, for the sentence of a failure; null when nothing hinders it any more.
    /// </summary>
    public static SwapState Hinder(SwapState state, string what, string? reason)
    {
        if (state.Run.Hindrances.GetValueOrDefault(what) == reason) return state;

        var others = state.Run.Hindrances.Where(h => h.Key != what);
        var hindrances = (reason is null ? others : others.Append(new(what, reason))).ToDictionary();
        return state with { Run = state.Run with { Hindrances = hindrances } };
    }

    public static SwapState Stopping(SwapState state, DateTimeOffset now, SwapSettings limits)
    {
        var late = SwapMachine.Worked(state, Began(state), now) >= TimeSpan.FromSeconds(limits.MemoryBackSeconds);
        if (!AllGone(state)) return late ? SwapMachine.Fail(state, NotGone(state, limits), now) : state;
        // Who has cancelled waits for no memory.
        if (state.CancelRequested) return SwapMachine.End(SwapMachine.Over(state, SwapPhase.Cancelled, now), now);
        if (!state.Nodes.All(n => MemoryIsBack(state, n)) && !(late && state.Run.Anyway))
        {
            return late ? SwapMachine.Fail(state, NotBack(state, limits), now) : state;
        }

        if (state.Kind == SwapKind.Stop) return SwapMachine.End(SwapMachine.Over(state, SwapPhase.Stopped, now), now);

        var next = SwapMachine.Enter(state, SwapPhase.Launching, null, now);
        return next with
        {
            Run = next.Run with
            {
                Baseline = Available(state),
                LauncherJob = $"{state.Id}-launch",
                FormerLauncherJob = null
            }
        };
    }

    /// <summary>The end of a failed or cancelled load: over when the nodes are seen empty, or cannot be.</summary>
    public static SwapState Cleaning(SwapState state, DateTimeOffset now, SwapSettings limits)
    {
        if (AllGone(state)) return SwapMachine.End(state, now);

        var limit = TimeSpan.FromSeconds(limits.MemoryBackSeconds);
        var late = SwapMachine.Worked(state, state.Run.LastMove ?? now, now) >= limit;
        return late ? SwapMachine.End(state, now) : state;
    }

    /// <summary>What is left on a node at the end of a swap, as far as it was looked at.</summary>
    public static NodeRemains Remains(SwapState state, string node)
    {
        var takesPart = LaunchRules.TakesPart(state).Contains(node);
        if (state.Phase == SwapPhase.Ready && takesPart) return NodeRemains.Serving;
        if (state.Run.Gone.Contains(node) && state.Run.Seen.GetValueOrDefault(node) != true) return NodeRemains.Empty;

        return state.Run.Seen.GetValueOrDefault(node) switch
        {
            true => NodeRemains.LeftOver,
            // Where nothing was removed, only a load that went well leaves no launcher that could start one more.
            false when state.Phase == SwapPhase.Ready => NodeRemains.Empty,
            _ => NodeRemains.Unknown
        };
    }

    /// <summary>Whether somebody else's container or server is there beside the load's: that one must stay.</summary>
    public static bool IsDisplaced(SwapState state) =>
        state.Failure?.Code is LoadRules.ContainerReplaced or LoadRules.PortShared;

    /// <summary>Whether a node could not be asked when it was last looked at.</summary>
    public static bool IsSilent(SwapState state, string node) =>
        state.Run.Seen.TryGetValue(node, out var present) && present is null;

    // Nothing is left of the swap where nothing is, or what somebody else has put in its place.
    private static IReadOnlyList<string> Gone(SwapState state, NodeSight sight)
    {
        var own = state.Run.Containers.GetValueOrDefault(sight.Node);
        var isRid = sight.ContainerId is null || (IsDisplaced(state) && sight.ContainerId != own);
        var isVerified = sight.AfterRemoval || (IsDisplaced(state) && own is null);
        var gone = state.Run.Gone;
        if (!isRid) return gone.Contains(sight.Node) ? [.. gone.Where(n => n != sight.Node)] : gone;

        return isVerified && LauncherIsGone(state) && !gone.Contains(sight.Node) ? [.. gone, sight.Node] : gone;
    }

    // Free memory is another at every look; to the byte it matters only where a stop waits for it.
    private static bool HoldsAsBefore(SwapState state, NodeSight sight)
    {
        var before = state.Nodes.First(n => n.Node == sight.Node).AvailableBytes;
        if (before == sight.AvailableBytes) return true;

        return state.Phase != SwapPhase.Stopping
            && before is { } was && sight.AvailableBytes is { } present && Math.Abs(was - present) < WorthTelling;
    }

    private static SwapState See(SwapState state, string node, bool? present)
    {
        if (state.Run.Seen.TryGetValue(node, out var before) && before == present) return state;

        var seen = new Dictionary<string, bool?>(state.Run.Seen) { [node] = present };
        return state with { Run = state.Run with { Seen = seen } };
    }

    private static bool AllGone(SwapState state) => state.Nodes.All(n => IsGone(state, n.Node));

    // A node that takes no part and cannot be asked does not hold up a user who has said to load anyway.
    private static bool IsGone(SwapState state, string node) => state.Run.Gone.Contains(node)
        || (state.Run.Anyway && !LaunchRules.TakesPart(state).Contains(node) && IsSilent(state, node));

    /// <summary>Whether no launcher is left that could start a container behind a removal.</summary>
    public static bool LauncherIsGone(SwapState state) =>
        state.Run is { LauncherEnded: true } or { LauncherJob: null, FormerLauncherJob: null };

    private static bool MemoryIsBack(SwapState state, NodeProgress node) =>
        node.AvailableBytes is not { } available
        || !state.Run.Baseline.TryGetValue(node.Node, out var before)
        || available >= before - BackWithin;

    private static DateTimeOffset Began(SwapState state) => state.Stages[^1].At;

    // The baseline sinks only where a user loads in spite of what is missing, or each leak would become the new normal.
    private static Dictionary<string, long> Available(SwapState state)
    {
        var baseline = new Dictionary<string, long>(state.Run.Baseline);
        foreach (var node in state.Nodes.Where(n => n.AvailableBytes is not null))
        {
            var before = MemoryIsBack(state, node) ? baseline.GetValueOrDefault(node.Node) : 0;
            baseline[node.Node] = Math.Max(node.AvailableBytes!.Value, before);
        }

        return baseline;
    }

    private static SwapFailure NotGone(SwapState state, SwapSettings limits)
    {
        var left = state.Nodes.Select(n => n.Node).Where(n => !IsGone(state, n)).ToList();
        var node = left.FirstOrDefault(state.Run.Hindrances.ContainsKey) ?? left[0];
        // The launcher runs on the head. While it is not ended no node counts as empty.
        var reason = state.Run.Hindrances.GetValueOrDefault(node);
        if (reason is null && state.Run.Hindrances.TryGetValue(LogLine.Launcher, out reason))
            node = state.Nodes[0].Node;
        return new()
        {
            Code = "stop_unverified",
            Node = node,
            Title = $"{NodeNames.Of(node)} did not show within {limits.MemoryBackSeconds} s that the old model is gone",
            Detail = reason is null ? "Nothing was started over it." : $"{reason} Nothing was started over it.",
            Remedies = reason is null
                ? [new($"See that {NodeNames.Of(node)} answers, then try again")]
                : [NodeRemedies.For(node, reason), new("Try again")]
        };
    }

    private static SwapFailure NotBack(SwapState state, SwapSettings limits)
    {
        var node = state.Nodes.First(n => !MemoryIsBack(state, n));
        var name = NodeNames.Of(node.Node);
        var missing = (state.Run.Baseline[node.Node] - node.AvailableBytes!.Value) / (double)Gib;
        var seconds = limits.MemoryBackSeconds;
        return new()
        {
            Code = MemoryNotBack,
            Node = node.Node,
            Title = FormattableString.Invariant(
                $"{name} holds {missing:0.0} GiB more than before, {seconds} s after the model was stopped"),
            Detail = "The GPU driver sometimes keeps memory of a process that was killed. "
                + "A model loaded now may not fit.",
            Remedies =
            [
                .. state.Kind == SwapKind.Load
                    ? [new("Load anyway", "If you know what holds the memory.", Anyway: true)]
                    : Enumerable.Empty<Remedy>(),
                new($"Restart {name}, then load again", "That always gives it back.", "sudo reboot")
            ]
        };
    }
}
