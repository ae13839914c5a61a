using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Whose turn it is: one download at a time, in the order in which they were asked for. A pause of some minutes takes
/// no turn away. One that waits for longer, or for a node that is off, steps aside until shortly before its next try;
/// so does a check, and one whose remote job is to end, while its node is silent.
/// </summary>
internal static class TurnRules
{
    /// <summary>The longest pause through which a turn is kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(3);

    /// <summary>Who waits no longer than this has its turn again: so no two take it in the same moment.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(30);

    /// <summary>Whether a download keeps its turn through a pause: not for a node that may stay off.</summary>
    public static bool IsKept(TimeSpan pause, JobFailure reason) => pause <= Kept && !NodeFailures.IsOfNode(reason);

    /// <summary>
    /// How many downloads come before one that has not its turn: it is queued, or has waited. Null while nobody has
    /// heard of it yet: then others may not be known either.
    /// </summary>
    public static int? Ahead(IReadOnlyList<DownloadTurn> open, string id, DateTimeOffset now) =>
        open.FirstOrDefault(turn => turn.Id == id) is { } mine
            ? open.Count(other => other.Id != id && IsAhead(other, mine, now))
            : null;

    private static bool IsAhead(DownloadTurn other, DownloadTurn mine, DateTimeOffset now)
    {
        var isEnding = other.Run is { Ending: true, KeepsTurn: false };
        if (other.Hindrance is not null && (isEnding || other.Verifies is not null)) return false;
        if (other.Run?.NotBefore is { } at)
            return (other.Run.KeepsTurn || at <= now + Short) && (IsQueued(mine) || IsEarlier(other, mine));
        if (IsQueued(other)) return IsQueued(mine) && IsEarlier(other, mine);

        return true;
    }

    private static bool IsQueued(DownloadTurn turn) => turn.Phase == DownloadPhase.Queued;

    private static bool IsEarlier(DownloadTurn one, DownloadTurn other) =>
        (one.RequestedAt, one.Id).CompareTo((other.RequestedAt, other.Id)) < 0;
}
