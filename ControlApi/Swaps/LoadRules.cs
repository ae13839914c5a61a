using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// When a load is ready: a container that this swap started, a server that names the wanted model, and one real
/// answer; with the line that start-up is complete, or two good polls where no line could be read.
/// </summary>
internal static class LoadRules
{
    /// <summary>A container that the load did not start is there in place of its own.</summary>
    public const string ContainerReplaced = "container_replaced";

    /// <summary>Two servers answer on the model's port.</summary>
    public const string PortShared = "port_shared";

    /// <summary>How long a container or vLLM may be missing before that is believed.</summary>
    private static readonly TimeSpan Missing = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan OftenEnough = TimeSpan.FromSeconds(10);

    /// <summary>How long any load may take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>
    /// Good polls in a row, half a minute of them, that make up for a line that a log level keeps back.
    /// </summary>
    private const int Steady = 6;

    public static SwapState Lines(SwapState state, SwapSignal.Lines lines, DateTimeOffset now)
    {
        if (SuspectRules.IsUnexplained(state)) return SuspectRules.Explain(state, lines, now);
        // Words of a model that is being removed are no progress: its removal has a limit of its own.
        if (!Weighs(state)) return state;

        var next = lines.Again ? state : Moved(state, now);
        for (var i = 0; i < lines.Text.Count; i++) next = Line(next, lines.First + i, lines.Text[i], now);
        // Nothing that answers from now on can be told from what the other's vLLM says.
        return next.Run.Suspect?.Failure is { Code: HostCauses.SecondLaunch } failure
            ? SwapMachine.Fail(next, failure, now)
            : next;
    }

    /// <summary>Bars move and lines come many times a second: what is stored follows once in a while.</summary>
    public static SwapState Moved(SwapState state, DateTimeOffset now) =>
        Weighs(state) && (state.StalledSince is not null || now - (state.Run.LastMove ?? now) >= OftenEnough)
            ? state with { StalledSince = null, Run = state.Run with { LastMove = now } }
            : state;

    public static SwapState Polled(SwapState state, IReadOnlyList<ServedModel>? models, DateTimeOffset now)
    {
        var named = models?.Any(model => IsWanted(state, model)) == true;
        // Nobody is told that a port is taken where both servers have set SO_REUSEPORT: they answer in turn.
        if (!named && state.Run.GoodPolls > 0 && models is [var other, ..])
        {
            return SwapMachine.Fail(state, Shared(state, other), now);
        }

        return state with { Run = state.Run with { GoodPolls = named ? state.Run.GoodPolls + 1 : 0 } };
    }

    /// <summary>Whether a server's model is the one that the swap loads.</summary>
    public static bool IsWanted(SwapState state, ServedModel model) =>
        model.Id == state.Weights || model.Root == state.Weights;

    public static SwapState Answered(SwapState state, SwapSignal.Answered answered, DateTimeOffset now)
    {
        if (!answered.Ok) return state with { Run = state.Run with { GoodPolls = 0, NoAnswer = answered.Reason } };
        if (!MayAsk(state)) return state;

        return SwapMachine.End(SwapMachine.Enter(state, SwapPhase.Ready, null, now) with { Percent = 100 }, now);
    }

    /// <summary>Whether everything but the real answer is there.</summary>
    public static bool MayAsk(SwapState state) => state.Phase == SwapPhase.Loading && state.Run.Missing.Count == 0
        && state.Run is { SaidComplete: true, GoodPolls: >= 1 }
            or { HeadSpoke: false, GoodPolls: >= 2 }
            or { GoodPolls: >= Steady };

    public static SwapState Seen(SwapState state, NodeSight sight, DateTimeOffset now)
    {
        if (!sight.Known || !LaunchRules.TakesPart(state).Contains(sight.Node)) return state;

        var ours = state.Run.Containers.GetValueOrDefault(sight.Node);
        var replaced = sight.ContainerId is not null && ours is not null && sight.ContainerId != ours;
        if (replaced) return SwapMachine.Fail(state, Replaced(sight.Node), now);

        if (LaunchRules.IsThere(state, sight)) return LaunchRules.Runs(Found(state, sight.Node), sight);

        var missing = now - (LaunchRules.Since(state, sight.Node) ?? now);
        return missing >= Patience(state, sight)
            ? SwapMachine.Fail(state, SuspectRules.Explained(state, sight), now)
            : LaunchRules.Miss(state, sight.Node, now);
    }

    public static SwapState Tick(SwapState state, DateTimeOffset now, SwapSettings limits)
    {
        if (SuspectRules.Verdict(state, now) is { } failure) return SwapMachine.Fail(state, failure, now);

        var began = state.Stages.First(s => s.Phase == SwapPhase.Loading).At;
        if (now - began >= Limit(state, limits) && SwapMachine.HasCaughtUp(state, now))
        {
            return SwapMachine.Fail(state, TooLong(state, limits), now);
        }

        var next = Stalled(state, now, limits);
        return next with { Percent = LoadProgress.Percent(next, now) };
    }

    /// <summary>Notes that nothing has moved for long.</summary>
    internal static SwapState Stalled(SwapState state, DateTimeOffset now, SwapSettings limits) =>
        now - (state.Run.LastMove ?? now) >= TimeSpan.FromMinutes(limits.StallMinutes)
        && SwapMachine.HasCaughtUp(state, now)
            ? state with { StalledSince = state.StalledSince ?? state.Run.LastMove }
            : state;

    // A process ends before docker has removed its container, and the other Spark tells of a lost partner before that
    // is seen: whether a container went away, which is the cause then, shows the next look.
    private static TimeSpan Patience(SwapState state, NodeSight sight) => state.Run.Suspect switch
    {
        { Fatal: true, Rank: >= FailureCause.Symptom }
            when sight.ContainerId is not null && LaunchRules.TakesPart(state).Count() > 1 => Rounds.LookEvery,
        { Fatal: true } => TimeSpan.Zero,
        _ => Missing
    };

    private static bool Weighs(SwapState state) => state.Phase is SwapPhase.Launching or SwapPhase.Loading;

    private static SwapState Found(SwapState state, string node)
    {
        if (!state.Run.Missing.ContainsKey(node)) return state;

        var missing = state.Run.Missing.Where(m => m.Key != node).ToDictionary();
        return state with { Run = state.Run with { Missing = missing } };
    }

    private static SwapState Line(SwapState state, long number, LogLine line, DateTimeOffset now)
    {
        if (line.Node == LogLine.Panel) return state;

        var next = SuspectRules.Weigh(state, number, line, now);
        if (line.Node == state.Nodes[0].Node && !next.Run.HeadSpoke)
        {
            next = next with { Run = next.Run with { HeadSpoke = true } };
        }

        next = MemoryLines.Apply(next, line);
        return LoadLines.Read(line.Text) is { } mark ? LoadProgress.Apply(next, number, line, mark, now) : next;
    }

    private static TimeSpan Limit(SwapState state, SwapSettings limits)
    {
        // How long a download takes is not known.
        if (state.Run.WeightBytes is not { } bytes) return Longest;

        var gib = bytes / (double)(1L << 30);
        var limit = TimeSpan.FromMinutes(limits.LimitMinutes) + TimeSpan.FromSeconds(gib * limits.LimitSecondsPerGib);
        return limit < Longest ? limit : Longest;
    }

    private static SwapFailure Replaced(string node) => new()
    {
        Code = ContainerReplaced,
        Node = node,
        Title = $"Someone else started a container on {NodeNames.Of(node)} during the load",
        Detail = "It is left as it is; only what this load started is removed.",
        Remedies = [new("Find out who did, then try again")]
    };

    private static SwapFailure Shared(SwapState state, ServedModel other)
    {
        var node = state.Nodes[0].Node;
        return new()
        {
            Code = PortShared,
            Node = node,
            Title = $"Another server answers on vLLM's port of {NodeNames.Of(node)} too",
            Detail = $"It names {other.Id}, and half of all requests would go there.",
            Remedies =
            [
                new("End it, or choose another port in Settings", "This shows what listens on the Spark.", "ss -ltnp"),
                new("Try again")
            ]
        };
    }

    private static SwapFailure TooLong(SwapState state, SwapSettings limits) => new()
    {
        Code = "too_long",
        Title = $"The load was given up after {Limit(state, limits).TotalMinutes:0} minutes",
        Detail = state.Run.NoAnswer is { } reason ? $"The server is up, but the model gave no answer. {reason}"
            : state.Run.WeightBytes is null
            ? "That is the longest that a load may take, a download included."
            : "That is the limit for weights of this size.",
        Remedies = [new("Raise the limit in Settings, if the model is known to take longer"), new("Try again")]
    };
}
