using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Lines of an incident that may go on for days: all of the first and of the last ones, and of those between, so that
/// they never are too many, one of each kind that a cause can rest on.
/// </summary>
internal sealed class IncidentPart
{
    private const int First = 150, Last = 50, Between = 100, AtOnce = 100, Sources = 200;

    /// <summary>The lines that are kept, oldest first.</summary>
    public List<IncidentEvent> Events { get; init; } = [];

    /// <summary>Lines that were let go.</summary>
    public int Dropped { get; set; }

    /// <summary>What apps have reported in those.</summary>
    public IReadOnlyList<ReportCount> DroppedReports { get; set; } = [];

    public int Count() => Events.Count + Dropped;

    public IReadOnlyList<ReportCount> Reports() =>
        ReportCounts.Of(Events.Select(happened => happened.Entry), DroppedReports);

    /// <summary>The first and the last lines, and how many are left out between them.</summary>
    public (IReadOnlyList<ConnectivityEntry> Entries, int Omitted) Shortened()
    {
        IEnumerable<IncidentEvent> told =
            Count() <= First + Last ? Events : [.. Events[..First], .. Events[^Last..]];
        return ([.. told.Select(happened => happened.Entry)], Math.Max(0, Count() - First - Last));
    }

    public void Add(IncidentEvent happened)
    {
        Events.Add(happened);
        if (Events.Count > First + Between + Last + AtOnce) DropSome();
    }

    /// <summary>Adds what came after it.</summary>
    public void Append(IncidentPart later)
    {
        Dropped += later.Dropped;
        DroppedReports = ReportCounts.Of([], [.. DroppedReports, .. later.DroppedReports], Sources);
        foreach (var happened in later.Events) Add(happened);
    }

    public IncidentPart Copy() =>
        new() { Events = [.. Events], Dropped = Dropped, DroppedReports = DroppedReports };

    private void DropSome()
    {
        var known = Events[..First].Select(Kind.Of).ToHashSet();
        var middle = Events[First..^Last];
        var kept = middle.Where(happened => known.Add(Kind.Of(happened))).Take(Between).ToHashSet();
        var gone = middle.Where(happened => !kept.Contains(happened)).ToList();

        Dropped += gone.Count;
        DroppedReports = ReportCounts.Of(gone.Select(happened => happened.Entry), DroppedReports, Sources);
        Events.RemoveRange(First, middle.Count);
        Events.InsertRange(First, middle.Where(kept.Contains));
    }

    // Two lines that are the same in these say the same of a cause.
    private sealed record Kind(
        ConnectivityKind What, string Service, string? Source, bool? Ok, bool IsTrouble, bool IsPlanned, bool IsDown,
        bool IsOver)
    {
        public static Kind Of(IncidentEvent happened) => new(
            happened.Entry.Kind, happened.Entry.Service, happened.Entry.Source, happened.Entry.Ok, happened.IsTrouble,
            happened.IsPlanned, IncidentRules.IsDown(happened.Entry), IncidentRules.IsOver(happened.Entry));
    }
}
