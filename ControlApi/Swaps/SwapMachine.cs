using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// The life of a swap as one pure function. The driver acts and reports; this alone says what state follows.
/// A state that has ended never changes again.
/// </summary>
internal static class SwapMachine
{
    /// <summary>How long the look before a load may take.</summary>
    private static readonly TimeSpan PreflightLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long a driver that takes a swap up may need to see how far it came without one.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(60);

    /// <summary>The state after a signal; the same object when nothing changes.</summary>
    /// <param name="state">What was.</param>
    /// <param name="signal">What the driver heard.</param>
    /// <param name="now">The present time.</param>
    /// <param name="limits">The user's limits.</param>
    public static SwapState Next(SwapState state, SwapSignal signal, DateTimeOffset now, SwapSettings limits)
    {
        if (!state.IsActive) return state;

        return signal switch
        {
            SwapSignal.CancelAsked => Cancel(state, now),
            SwapSignal.PreflightDone done when state.Phase == SwapPhase.Preflight => Preflight(state, done.Report, now),
            SwapSignal.Seen seen => Look(state, seen.Sight, now, limits),
            SwapSignal.LauncherEnded when IsClearing(state) =>
                state with { Run = state.Run with { LauncherEnded = true } },
            SwapSignal.LauncherHindered hindered => StopRules.Hinder(state, LogLine.Launcher, hindered.Reason),
            SwapSignal.LauncherSeen launcher => LaunchRules.Launcher(state, launcher, now),
            SwapSignal.Commanded commanded when state.Phase == SwapPhase.Launching =>
                state with { Command = commanded.Command },
            SwapSignal.LaunchRefused refused when state.Phase == SwapPhase.Launching =>
                Fail(state, refused.Failure, now),
            SwapSignal.Lines lines => LoadRules.Lines(state, lines, now),
            SwapSignal.Moved => LoadRules.Moved(state, now),
            SwapSignal.Polled polled when state.Phase == SwapPhase.Loading =>
                LoadRules.Polled(state, polled.Models, now),
            SwapSignal.Answered answered when state.Phase == SwapPhase.Loading =>
                LoadRules.Answered(state, answered, now),
            SwapSignal.AnotherPanel other => Yield(state, other.Panel, now),
            SwapSignal.Tick => Tick(state, now, limits),
            _ => state
        };
    }

    /// <summary>A swap as the click makes it.</summary>
    public static SwapState Begin(string id, SwapKind kind, IReadOnlyList<string> nodes, DateTimeOffset now) => new()
    {
        Id = id,
        Kind = kind,
        Phase = kind == SwapKind.Stop ? SwapPhase.Stopping : SwapPhase.Preflight,
        RequestedAt = now,
        Stages = [new(kind == SwapKind.Stop ? SwapPhase.Stopping : SwapPhase.Preflight, null, now)],
        Nodes = [.. nodes.Select(n => new NodeProgress { Node = n })],
        Run = new() { LastMove = now }
    };

    /// <summary>A swap as a driver takes it up.</summary>
    public static SwapState TakeUp(SwapState state, DateTimeOffset now) =>
        state with { Run = state.Run with { DrivenSince = now } };

    /// <summary>For how long something was worked at: what passed while nobody drove does not count.</summary>
    internal static TimeSpan Worked(SwapState state, DateTimeOffset began, DateTimeOffset now) =>
        now - (state.Run.DrivenSince is { } since && since > began ? since : began);

    /// <summary>Whether the driver knows how far a load is that went on without one.</summary>
    internal static bool HasCaughtUp(SwapState state, DateTimeOffset now) =>
        state.Run.DrivenSince is not { } since || now - since >= CatchUp;

    /// <summary>Moves on to a phase or step.</summary>
    /// <param name="state">What was.</param>
    /// <param name="phase">The phase it comes to.</param>
    /// <param name="step">The step of it.</param>
    /// <param name="now">The present time.</param>
    /// <param name="line">The number of the line that says so, if one does.</param>
    internal static SwapState Enter(
        SwapState state, SwapPhase phase, LoadStep? step, DateTimeOffset now, long? line = null) =>
        state with
        {
            Phase = phase,
            Step = step,
            Stages = [.. state.Stages, new(phase, step, now, line)],
            StalledSince = null,
            Nodes = [.. state.Nodes.Select(n => n with { Part = null, Done = null, Total = null, Unit = null })],
            Run = Fresh(state.Run, now)
        };

    /// <summary>Ends a load that cannot go on. What it left is removed before the swap has ended.</summary>
    internal static SwapState Fail(SwapState state, SwapFailure failure, DateTimeOffset now)
    {
        var named = failure with { Phase = state.Phase, Step = state.Step };
        var failed = Over(state, SwapPhase.Failed, now) with { Failure = named };
        return state.Phase switch
        {
            SwapPhase.Preflight or SwapPhase.Stopping => End(failed, now),
            _ => failed with { Run = Fresh(state.Run, now) }
        };
    }

    /// <summary>The work is over: what comes now, a removal for example, is no part of its time.</summary>
    internal static SwapState Over(SwapState state, SwapPhase end, DateTimeOffset now) => state with
    {
        Phase = end,
        Stages = state.Phase == end ? state.Stages : [.. state.Stages, new(end, null, now)],
        StalledSince = null
    };

    /// <summary>Marks the swap as over. Before anything was touched nothing is said of what is left.</summary>
    internal static SwapState End(SwapState state, DateTimeOffset now) => state with
    {
        EndedAt = now,
        StalledSince = null,
        Nodes = state.Stages.All(s => s.Phase is SwapPhase.Preflight or SwapPhase.Failed or SwapPhase.Cancelled)
            ? state.Nodes
            : [.. state.Nodes.Select(n => n with { Remains = StopRules.Remains(state, n.Node) })]
    };

    private static bool IsClearing(SwapState state) =>
        state.Phase is SwapPhase.Stopping or SwapPhase.Failed or SwapPhase.Cancelled;

    // What was seen in one phase proves nothing in the next: a launcher may have been at work since.
    private static SwapRun Fresh(SwapRun run, DateTimeOffset now) => run with
    {
        LastMove = now,
        Gone = [],
        LauncherEnded = false,
        Missing = new Dictionary<string, DateTimeOffset>(),
        Hindrances = new Dictionary<string, string>()
    };

    private static SwapState Preflight(SwapState state, PreflightReport report, DateTimeOffset now)
    {
        if (report.Failure(state.Run.Anyway) is { } failure) return Fail(state, failure, now);

        var next = Enter(state, SwapPhase.Stopping, null, now);
        return next with
        {
            Run = next.Run with
            {
                WeightBytes = report.WeightBytes,
                Image = report.ImageId,
                Passed = state.Run.Anyway ? report.Passable : state.Run.Passed
            }
        };
    }

    private static SwapState Look(SwapState state, NodeSight sight, DateTimeOffset now, SwapSettings limits)
    {
        var next = StopRules.Remember(state, sight);
        return next.Phase switch
        {
            SwapPhase.Stopping => StopRules.Stopping(next, now, limits),
            SwapPhase.Failed or SwapPhase.Cancelled => StopRules.Cleaning(next, now, limits),
            SwapPhase.Launching => LaunchRules.Seen(next, sight, now),
            SwapPhase.Loading => LoadRules.Seen(next, sight, now),
            _ => next
        };
    }

    private static SwapState Cancel(SwapState state, DateTimeOffset now) => state.Phase switch
    {
        // A stop under way is finished first: a node half stopped is what nobody asked for.
        SwapPhase.Stopping => state.Kind == SwapKind.Stop ? state : state with { CancelRequested = true },
        SwapPhase.Preflight => End(Over(state, SwapPhase.Cancelled, now) with { CancelRequested = true }, now),
        SwapPhase.Launching or SwapPhase.Loading => Over(state, SwapPhase.Cancelled, now) with
        {
            CancelRequested = true,
            Run = Fresh(state.Run, now)
        },
        _ => state
    };

    private static SwapFailure NotLookedAt => new()
    {
        Code = "preflight_too_long",
        Title = "The Sparks could not be looked at in time",
        Detail = "Nothing was touched.",
        Remedies = [new("See that both Sparks answer, then try again")]
    };

    // Another panel owns the nodes now: removing what is on them would be the fight that epochs prevent.
    private static SwapState Yield(SwapState state, string panel, DateTimeOffset now) => Over(
        state, SwapPhase.Failed, now) with
    {
        EndedAt = now,
        Nodes = [.. state.Nodes.Select(n => n with { Remains = NodeRemains.Unknown })],
        // A load that had failed before failed for its own reason, unless that was no more than what the other one did.
        Failure = state.Failure is { } own && !SuspectRules.IsOthersWork(own) ? own : new()
        {
            Code = "another_panel",
            Title = "Another panel drives these Sparks",
            Detail = $"It calls itself {panel}. This one only watches until you take over.",
            Phase = state.Phase,
            Step = state.Step,
            Remedies = [new("Take over", "The other panel will then only watch.")]
        }
    };

    private static SwapState Tick(SwapState state, DateTimeOffset now, SwapSettings limits) => state.Phase switch
    {
        SwapPhase.Preflight when Worked(state, state.Stages[^1].At, now) >= PreflightLimit =>
            Fail(state, NotLookedAt, now),
        SwapPhase.Stopping => Count(StopRules.Stopping(state, now, limits), now),
        SwapPhase.Failed or SwapPhase.Cancelled => StopRules.Cleaning(state, now, limits),
        SwapPhase.Launching => Count(LaunchRules.Tick(state, now, limits), now),
        SwapPhase.Loading => LoadRules.Tick(state, now, limits),
        _ => state
    };

    // A stop of a minute at 0 % looks like one that hangs.
    private static SwapState Count(SwapState state, DateTimeOffset now)
    {
        var percent = LoadProgress.Percent(state, now);
        return percent > state.Percent ? state with { Percent = percent } : state;
    }
}
