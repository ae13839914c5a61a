using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Something that goes on while a swap is in a state, and ends when it is not. Equal ones are the same one.
/// </summary>
internal abstract record SwapActivity
{
    private SwapActivity()
    {
    }

    /// <summary>Look whether the model can be loaded.</summary>
    public sealed record Preflight : SwapActivity;

    /// <summary>End the launchers that may still be at work on the head, again and again until they are.</summary>
    public sealed record EndLauncher : SwapActivity;

    /// <summary>Remove the model's container from a node and look at it, every 2 s, one after the other.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Last">No launcher is left that could start one more: what is seen now is the proof.</param>
    /// <param name="Container">The one container that may be removed; null for whichever has the model's name.</param>
    public sealed record Remove(string Node, bool Last, string? Container = null) : SwapActivity;

    /// <summary>Look at a node every 2 s.</summary>
    public sealed record Watch(string Node) : SwapActivity;

    /// <summary>Start the launcher, unless it was.</summary>
    public sealed record Launch(string Job) : SwapActivity;

    /// <summary>Follow the launcher's log and whether it lives.</summary>
    public sealed record FollowLauncher(string Job) : SwapActivity;

    /// <summary>Follow a container's log.</summary>
    public sealed record FollowContainer(string Node, string Container) : SwapActivity;

    /// <summary>Ask <c>/v1/models</c> every 5 s, or every 0.5 s once the server says that it is up.</summary>
    public sealed record Poll(bool Eager) : SwapActivity;

    /// <summary>Ask the model for a real answer.</summary>
    public sealed record Ask : SwapActivity;

    /// <summary>Say every second that time passes.</summary>
    public sealed record Clock : SwapActivity;

    /// <summary>What goes on in a state. A process that takes a swap up again begins with exactly these.</summary>
    public static IReadOnlySet<SwapActivity> Of(SwapState state)
    {
        if (!state.IsActive) return new HashSet<SwapActivity>();

        var nodes = state.Nodes.Select(n => n.Node).ToList();
        IEnumerable<SwapActivity> watch = [new Clock(), .. nodes.Select(n => new Watch(n))];
        IEnumerable<SwapActivity> clear = StopRules.LauncherIsGone(state)
            ? [new Clock(), .. nodes.Select(n => Clear(state, n))]
            : [new Clock(), new EndLauncher(), .. nodes.Select(n => Removal(state, n, last: false))];
        IEnumerable<SwapActivity> logs = [.. state.Run.Containers.Select(c => new FollowContainer(c.Key, c.Value))];
        IEnumerable<SwapActivity> launcher = state.Run.LauncherJob is { } job ? [new FollowLauncher(job)] : [];
        return (state.Phase switch
        {
            SwapPhase.Preflight => [new Clock(), new Preflight()],
            SwapPhase.Stopping => clear,
            SwapPhase.Launching => [.. watch, new Launch(state.Run.LauncherJob!), .. launcher, .. logs],
            SwapPhase.Loading =>
            [
                // A poll beside the first answer would time out on a busy server, and take the answer back.
                .. watch, .. launcher, .. logs, LoadRules.MayAsk(state) ? new Ask() : new Poll(state.Run.SaidComplete)
            ],
            SwapPhase.Failed or SwapPhase.Cancelled => [.. clear, .. launcher, .. logs],
            _ => Enumerable.Empty<SwapActivity>()
        }).ToHashSet();
    }

    // Nothing is removed any more where all is gone: a command that docker holds back could hit what comes next.
    private static SwapActivity Clear(SwapState state, string node) =>
        state.Run.Gone.Contains(node) ? new Watch(node) : Removal(state, node, last: true);

    // By its name somebody else's would go with ours.
    private static SwapActivity Removal(SwapState state, string node, bool last)
    {
        if (!StopRules.IsDisplaced(state)) return new Remove(node, last);

        return state.Run.Containers.TryGetValue(node, out var own) ? new Remove(node, last, own) : new Watch(node);
    }
}
