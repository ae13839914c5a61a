using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Watchdog;

/// <summary>
/// What a machine has decided about a service: three times in half an hour, then a person has to look.
/// </summary>
/// <param name="At">When it asked for it to be stopped, oldest first.</param>
/// <param name="GaveUp">It wanted to once more.</param>
internal sealed record MachineDecisions(IReadOnlyList<DateTimeOffset> At, bool GaveUp = false)
{
    private const int Most = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30), Ahead = TimeSpan.FromMinutes(1);

    public static MachineDecisions None { get; } = new([]);

    /// <summary>Whether it may decide once more.</summary>
    public bool MayDecide(DateTimeOffset now) => Within(now).Count < Most;

    /// <summary>With one more decision, or the word that there is none any more.</summary>
    public MachineDecisions Decide(DateTimeOffset now)
    {
        var recent = Within(now);
        return recent.Count < Most ? new([.. recent, now]) : new(recent, GaveUp: true);
    }

    /// <summary>Without what is older than half an hour; with it ends that it gave up.</summary>
    public MachineDecisions Aged(DateTimeOffset now)
    {
        var recent = Within(now);
        if (recent.Count == At.Count) return this;

        return new(recent, GaveUp && recent.Count >= Most);
    }

    /// <summary>After an action: one of a person's begins the count anew, one of an app's does not.</summary>
    public MachineDecisions After(ServiceAction? action) =>
        action is { Source: ActionSource.Page, Verb: not ServiceVerb.Cap }
        && At.All(decided => action.RequestedAt > decided)
            ? None
            : this;

    /// <summary>As they are kept in a state.</summary>
    public static MachineDecisions Of(ServiceState? stored) =>
        stored is null ? None : new(stored.Restarts, stored.Trouble?.Code == "gave_up");

    // What a clock that ran ahead has dated is no decision of this half hour.
    private List<DateTimeOffset> Within(DateTimeOffset now) =>
        [.. At.Where(at => now - at < Window && now - at > -Ahead)];
}
