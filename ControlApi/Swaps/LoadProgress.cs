using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// How far a load is: steps never go back, nor does the percentage, and it does not pass 98 before the first answer.
/// </summary>
internal static class LoadProgress
{
    private const double Most = 98;

    /// <summary>Stages of a load in order, and their share where this model has no history: each the same.</summary>
    private static readonly (SwapPhase Phase, LoadStep? Step)[] Order =
    [
        (SwapPhase.Preflight, null), (SwapPhase.Stopping, null), (SwapPhase.Launching, null),
        (SwapPhase.Loading, LoadStep.Distribute), (SwapPhase.Loading, LoadStep.Weights),
        (SwapPhase.Loading, LoadStep.Compile), (SwapPhase.Loading, LoadStep.KvCache),
        (SwapPhase.Loading, LoadStep.Graphs), (SwapPhase.Loading, LoadStep.Serve)
    ];

    /// <summary>The state after a mark in a line.</summary>
    /// <param name="state">What was.</param>
    /// <param name="number">The line's number in the log.</param>
    /// <param name="line">The line.</param>
    /// <param name="mark">What it says.</param>
    /// <param name="now">The present time.</param>
    public static SwapState Apply(SwapState state, long number, LogLine line, LoadMark mark, DateTimeOffset now)
    {
        var next = state;
        var node = LoadLines.NodeOf(line, state.Nodes, state.Run.Place?.WorkerAddress);
        var isHead = node == state.Nodes[0].Node;
        if (isHead && (StepOf(next) is not { } step || mark.Step > step))
        {
            next = Reach(next, new(SwapPhase.Loading, mark.Step, now, number));
        }


        if (mark.Complete && isHead) next = next with { Run = next.Run with { SaidComplete = true } };
        if (StepOf(next) == mark.Step || StepOf(next) is null) next = Advance(next, node, mark);
        next = next with { Percent = Percent(next, now) };
        // Past the weights no half takes a step, nor comes to the end, without the other.
        var both = next.Step != state.Step ? mark.Step > LoadStep.Weights : mark.Complete && isHead;
        return both || next.Step != state.Step || PartOf(next, node) > PartOf(state, node)
            ? SuspectRules.Outlive(next, both ? null : node, number)
            : next;
    }

    /// <summary>
    /// Every node's part of the load is seen: it begins where the head's lines have come to meanwhile.
    /// </summary>
    public static SwapState Begin(SwapState state, DateTimeOffset now)
    {
        var loading = SwapMachine.Enter(state, SwapPhase.Loading, null, now);
        return state.Run.Reached is not { } reached
            ? loading
            : SwapMachine.Enter(loading, SwapPhase.Loading, reached.Step, now, reached.Line) with
            {
                Nodes = state.Nodes
            };
    }

    /// <summary>The percentage, at least what it was.</summary>
    public static double Percent(SwapState state, DateTimeOffset now)
    {
        if (state.Kind == SwapKind.Stop) return state.Percent;

        var present = Array.IndexOf(Order, Stage(state.Phase, state.Step));
        if (present < 0) return state.Percent;

        var widths = Order.Select(s => Width(state, s)).ToArray();
        var done = widths.Take(present).Sum() + widths[present] * Part(state, widths[present], now);
        return Math.Max(state.Percent, Math.Round(Math.Min(Most, 100 * done / widths.Sum()), 1));
    }

    /// <summary>The stage that a moment of a load counts to: what comes before the first step is part of it.</summary>
    public static (SwapPhase Phase, LoadStep? Step) Stage(SwapPhase phase, LoadStep? step) =>
        (phase, phase == SwapPhase.Loading && step is null or LoadStep.Download ? LoadStep.Distribute : step);

    private static double Width(SwapState state, (SwapPhase Phase, LoadStep? Step) stage) => state.Usual is { } usual
        ? Math.Max(1, usual.Stages.FirstOrDefault(u => u.Phase == stage.Phase && u.Step == stage.Step)?.MedianMs ?? 1)
        : 1;

    // What was counted decides; where nothing is counted, the clock against the usual time, never to its end.
    private static double Part(SwapState state, double usualMs, DateTimeOffset now)
    {
        var parts = state.Nodes.Where(n => n.Part is not null).Select(n => n.Part!.Value).ToList();
        if (parts.Count > 0) return parts.Min();

        return state.Usual is null ? 0 : Math.Min(0.95, (now - state.Stages[^1].At).TotalMilliseconds / usualMs);
    }

    private static LoadStep? StepOf(SwapState state) =>
        state.Phase == SwapPhase.Loading ? state.Step : state.Run.Reached?.Step;

    private static SwapState Reach(SwapState state, StageStart stage) => state.Phase == SwapPhase.Loading
        ? SwapMachine.Enter(state, stage.Phase, stage.Step, stage.At, stage.Line)
        : state with
        {
            Run = state.Run with { Reached = stage },
            Nodes = [.. state.Nodes.Select(n => n with { Part = null, Done = null, Total = null, Unit = null })]
        };

    private static double PartOf(SwapState state, string node) =>
        state.Nodes.FirstOrDefault(n => n.Node == node)?.Part ?? 0;

    private static SwapState Advance(SwapState state, string node, LoadMark mark)
    {
        if (mark is { Total: null, Ends: false }) return state;

        return state with { Nodes = [.. state.Nodes.Select(n => n.Node == node ? Advance(n, mark) : n)] };
    }

    private static NodeProgress Advance(NodeProgress node, LoadMark mark)
    {
        var part = mark.Ends && mark.Total is null ? 1
            : mark.Total is > 0 ? (double)mark.Done!.Value / mark.Total.Value
            : node.Part ?? 0;
        // A second bar of the same step, the draft model's for example, begins at 0 again: the fill stays.
        if (part < (node.Part ?? 0)) return node;

        return node with
        {
            Part = part,
            Done = mark.Done ?? node.Total ?? node.Done,
            Total = mark.Total ?? node.Total,
            Unit = mark.Unit ?? node.Unit
        };
    }
}
