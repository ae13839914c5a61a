using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Weighs what would explain a failure, before it fails and, until the swap has ended, after.</summary>
internal static class SuspectRules
{
    /// <summary>How long a load may live on after a line that nothing survives.</summary>
    private static readonly TimeSpan AfterFatal = TimeSpan.FromSeconds(30);

    /// <summary>Keeps the best explanation so far.</summary>
    public static SwapState Weigh(SwapState state, long number, LogLine line, DateTimeOffset now)
    {
        if (line.Node == LogLine.Panel || FailureLines.Read(line) is not { } cause) return state;
        // One Spark is what a solo model wants.
        if (cause.Code == PairCauses.WorkerNotFound && state.Run.Model?.Nodes != ModelNodes.Cluster) return state;

        var suspect = Better(state.Run.Suspect, Suspect(state, cause, number, line, now));
        return suspect == state.Run.Suspect ? state : state with { Run = state.Run with { Suspect = suspect } };
    }

    /// <summary>Why nothing can come of a load any more, once it has had its time to end by itself.</summary>
    public static SwapFailure? Verdict(SwapState state, DateTimeOffset now) =>
        state.Run.Suspect is { Fatal: true } suspect && SwapMachine.Worked(state, suspect.At, now) >= AfterFatal
            ? suspect.Failure
            : null;

    /// <summary>A load that moves on has outlived the line: it still explains an end, and brings none.</summary>
    /// <param name="state">What was.</param>
    /// <param name="node">The node that has moved on; null when all have.</param>
    /// <param name="line">The number of the line that says so.</param>
    public static SwapState Outlive(SwapState state, string? node = null, long line = long.MaxValue) =>
        state.Run.Suspect is { Fatal: true } suspect
        && suspect.FatalLine < line && (node is null || node == suspect.FatalOn)
            ? state with { Run = state.Run with { Outlived = suspect.FatalLine, Suspect = Doubted(suspect) } }
            : state;

    // Lines are read again by a driver that takes the swap up: one that was outlived is so still.
    private static SuspectedCause Suspect(
        SwapState state, FailureCause cause, long number, LogLine line, DateTimeOffset now)
    {
        var failure = cause.Failure with { ProofLine = number, Node = line.Node };
        var suspect = new SuspectedCause(cause.Rank, cause.Fatal, now, failure);
        if (!cause.Fatal) return suspect;
        if (number <= state.Run.Outlived) return Doubted(suspect);

        return suspect with
        {
            FatalOn = LoadLines.NodeOf(line, state.Nodes, state.Run.Place?.WorkerAddress),
            FatalLine = number
        };
    }

    private static SuspectedCause Doubted(SuspectedCause cause) =>
        cause with { Rank = Math.Max(cause.Rank, FailureCause.Symptom), Fatal = false, FatalOn = null, FatalLine = 0 };

    // The better explanation stays; that nothing can come of the load any more stays too, whichever line said so.
    private static SuspectedCause Better(SuspectedCause? known, SuspectedCause next)
    {
        if (known is null) return next;

        var isBetter = next.Rank < known.Rank || (next.Rank == known.Rank && next.Fatal && !known.Fatal);
        var best = isBetter ? next : known;
        if (!known.Fatal && !next.Fatal) return best;

        var last = next.FatalLine > known.FatalLine ? next : known;
        return best with
        {
            Fatal = true,
            At = known.Fatal ? known.At : next.At,
            FatalOn = last.FatalOn,
            FatalLine = last.FatalLine
        };
    }

    /// <summary>Of a failure that was only seen the reason may still be on its way, after a cut for example.</summary>
    public static bool IsUnexplained(SwapState state) =>
        state is { Phase: SwapPhase.Failed, Failure.Code: "process_gone" or "container_gone" or "launched_nothing" };

    /// <summary>
    /// Another panel that takes the Sparks over removes what runs there: that is all that such a failure says.
    /// </summary>
    public static bool IsOthersWork(SwapFailure failure) =>
        failure.Code is "process_gone" or "container_gone" or LoadRules.ContainerReplaced or "launched_nothing";

    /// <summary>Takes the reason of such a failure from lines that came after it.</summary>
    public static SwapState Explain(SwapState state, SwapSignal.Lines lines, DateTimeOffset now)
    {
        var (next, seen) = (state, state.Failure!);
        for (var i = 0; i < lines.Text.Count; i++)
        {
            if (Counts(state, seen, lines.Text[i])) next = Weigh(next, lines.First + i, lines.Text[i], now);
        }

        if (next.Run.Suspect?.Failure is not { } cause) return next;
        if (seen is { Code: "container_gone", Node: { } node } && IsOfOther(state, cause, node)) return next;

        return next with { Failure = cause with { Phase = seen.Phase, Step = seen.Step } };
    }

    // What the other Spark says of a lost partner may come of the removal that has begun.
    private static bool Counts(SwapState state, SwapFailure seen, LogLine line) =>
        seen.Node is null
        || seen.Node == (line.Node == LogLine.Launcher ? state.Nodes[0].Node : line.Node)
        || FailureLines.Read(line) is { Rank: FailureCause.Root };

    /// <summary>
    /// Why a node has not what it needs. A container that went away explains what the other Spark then says about a
    /// lost partner, and that its vLLM ends; not the other way round.
    /// </summary>
    public static SwapFailure Explained(SwapState state, NodeSight sight)
    {
        var cause = state.Run.Suspect?.Failure;
        var gone = sight.ContainerId is null
            ? sight.Node
            : LaunchRules.TakesPart(state).FirstOrDefault(n => state.Run.Seen.GetValueOrDefault(n) == false);
        if (gone is not null) return cause is null || IsOfOther(state, cause, gone) ? ContainerGone(gone) : cause;

        return cause ?? ProcessGone(sight.Node);
    }

    private static bool IsOfOther(SwapState state, SwapFailure cause, string node) =>
        cause.Node != node && state.Nodes.Any(n => n.Node == cause.Node);

    private static SwapFailure ContainerGone(string node) =>
        Unexplained("container_gone", node, $"The container on {NodeNames.Of(node)} went away during the load");

    private static SwapFailure ProcessGone(string node) =>
        Unexplained("process_gone", node, $"vLLM on {NodeNames.Of(node)} ended during the load");

    private static SwapFailure Unexplained(string code, string node, string title) => new()
    {
        Code = code,
        Node = node,
        Title = title,
        Detail = "No line of the log says why.",
        Remedies = [new("Read the log"), new("Try again")]
    };
}
