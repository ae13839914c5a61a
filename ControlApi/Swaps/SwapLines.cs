using System.Text.Json.Nodes;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What of a swap stands in the connectivity log, and what others are told of it.</summary>
internal static class SwapLines
{
    /// <summary>The line that a swap has begun.</summary>
    public static ConnectivityEntry Begin(SwapState swap) => Line(swap, "begin", swap.RequestedAt) with
    {
        Evidence = swap switch
        {
            { Kind: SwapKind.Stop } => $"Stopping {swap.Replaces ?? "what runs"}.",
            { RollsBack: not null } => $"Loading {Name(swap)} again after a load that has failed.",
            { Replaces: { } old } when old != swap.ModelName => $"Swapping from {old} to {Name(swap)}.",
            _ => $"Loading {Name(swap)}."
        }
    };

    /// <summary>The line that it has ended. What a user cancelled has not failed.</summary>
    public static ConnectivityEntry End(SwapState swap) => Line(swap, "end", swap.EndedAt!.Value) with
    {
        Ok = swap.Phase != SwapPhase.Failed,
        // What it leaves behind is as it was meant to be; after a load that has failed and stopped another it is not.
        // What has touched nothing says neither: then it is the same as before it.
        Planned = !swap.IsShed && swap.HasTouched != (swap.Phase == SwapPhase.Failed),
        Ms = Math.Round(Took(swap).TotalMilliseconds),
        Error = swap.Phase == SwapPhase.Failed ? swap.Failure?.Title : null,
        Evidence = Sentence(swap)
    };

    /// <summary>What others are told when it has ended; null where a user has just done it and sees it.</summary>
    public static Notice? Notice(SwapState swap) => swap.Phase switch
    {
        SwapPhase.Ready => Notice(
            swap, NoticeEvent.SwapComplete, $"{Name(swap)} is {(swap.RollsBack is null ? "ready" : "back")}"),
        SwapPhase.Failed => Notice(swap, NoticeEvent.SwapFailed, swap.Kind == SwapKind.Stop
            ? "A model could not be stopped"
            : $"{Name(swap)} could not be loaded{(swap.RollsBack is null ? "" : " again")}"),
        SwapPhase.Stopped => Notice(swap, NoticeEvent.SwapStopped, $"{swap.Replaces ?? "The model"} is stopped"),
        _ => null
    };

    private static ConnectivityEntry Line(SwapState swap, string part, DateTimeOffset at) => new()
    {
        Id = $"{swap.Id}:{part}",
        At = at,
        Kind = ConnectivityKind.Swap,
        Service = "vllm",
        Node = swap.Nodes is [{ } head, ..] ? head.Node : null,
        Planned = !swap.IsShed
    };

    private static string Sentence(SwapState swap)
    {
        var took = Text(Took(swap));
        var why = swap.Failure is { } failure ? $": {failure.Title.TrimEnd('.')}" : "";
        return swap switch
        {
            { Phase: SwapPhase.Ready, RollsBack: not null } => $"Went back to {Name(swap)} in {took}.",
            { Phase: SwapPhase.Ready } => $"Swapped to {Name(swap)} in {took}.",
            { Phase: SwapPhase.Stopped } => $"Stopped {swap.Replaces ?? "what ran"} in {took}.",
            { Phase: SwapPhase.Cancelled } => $"The load of {Name(swap)} was cancelled after {took}.",
            { Kind: SwapKind.Stop } => $"The stop failed after {took}{why}.",
            { RollsBack: not null } =>
                $"The way back to {Name(swap)} failed after {took}{why}. Nothing else is tried.",
            { RolledBackTo: { } to } => $"The load of {Name(swap)} failed after {took}{why}. {Answer(to)}",
            _ => $"The load of {Name(swap)} failed after {took}{why}."
        };
    }

    private static string Answer(RolledBackTo to) => to.Problem is { } problem
        ? $"{to.ModelName} is not loaded again. {problem}"
        : $"{to.ModelName}, which loaded well last, is loaded again.";

    private static Notice Notice(SwapState swap, NoticeEvent what, string title) => new()
    {
        Id = $"{swap.Id}:end",
        At = swap.EndedAt!.Value,
        Event = what,
        Title = title,
        Text = string.Join(' ', new[] { Sentence(swap), swap.Failure?.Detail }.OfType<string>()),
        Data = Wire.Members(new
        {
            swap.Id,
            swap.Model,
            swap.ModelName,
            swap.Weights,
            swap.RequestedAt,
            swap.EndedAt,
            Seconds = Math.Round(Took(swap).TotalSeconds, 1),
            swap.RollsBack,
            swap.RolledBackTo,
            Failure = swap.Failure is { } failure
                ? new JsonObject { ["code"] = failure.Code, ["title"] = failure.Title, ["node"] = failure.Node }
                : null
        })
    };

    private static string Name(SwapState swap) => swap.ModelName ?? swap.Model ?? "a model";

    private static TimeSpan Took(SwapState swap) => swap.EndedAt!.Value - swap.RequestedAt;

    // As a clock shows it: 0:42, 10:58, 1:02:03.
    private static string Text(TimeSpan took) => took.TotalHours >= 1
        ? FormattableString.Invariant($"{(int)took.TotalHours}:{took.Minutes:00}:{took.Seconds:00}")
        : FormattableString.Invariant($"{took.Minutes}:{took.Seconds:00}");
}
