using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Groups the log into incidents: one lasts while something is down, and takes in what goes wrong until five minutes
/// after that.
/// </summary>
internal sealed class IncidentFold
{
    private const int First = 150, Last = 50;

    /// <summary>Trouble that comes so soon after the last belongs to it.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyDictionary<string, string> nodes;
    private readonly List<Incident> closed = [];
    private readonly HashSet<string> planned = [];
    private readonly HashSet<string> down = [];
    private List<IncidentEvent> events = [];

    private IncidentFold(IReadOnlyDictionary<string, string> nodes) => this.nodes = nodes;

    /// <param name="entries">The log, oldest first.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <returns>Oldest first; only the last can still go on.</returns>
    public static IReadOnlyList<Incident> Of(
        IEnumerable<ConnectivityEntry> entries, IReadOnlyDictionary<string, string> nodes)
    {
        var fold = new IncidentFold(nodes);
        foreach (var entry in entries) fold.Take(entry);
        fold.Close();
        return fold.closed;
    }

    /// <summary>Whether more may come to belong to an incident.</summary>
    public static bool MayGrow(Incident incident, DateTimeOffset now) =>
        incident.End is not { } end || now - end <= Gap;

    private void Take(ConnectivityEntry entry)
    {
        if (events.Count > 0 && down.Count == 0 && entry.At - LastTrouble > Gap) Close();

        var isTrouble = IncidentRules.IsTrouble(entry);
        if (events.Count > 0 || isTrouble) events.Add(new(entry, isTrouble, planned.Contains(entry.Service)));
        if (IncidentRules.IsDown(entry)) down.Add(entry.Service);
        if (IncidentRules.IsOver(entry)) down.Remove(entry.Service);
        if (IncidentRules.Plans(entry) == true) planned.Add(entry.Service);
        if (IncidentRules.Plans(entry) == false) planned.Remove(entry.Service);
    }

    // The end of trouble is trouble still: what follows it soon belongs to the same.
    private DateTimeOffset LastTrouble => Ends(events[^1]) ? events[^1].Entry.At : events.FindLast(Ends)!.Entry.At;

    private void Close()
    {
        if (events.Count == 0) return;

        // What came after the end and was no trouble is no part of it.
        var part = events[..(down.Count > 0 ? events.Count : events.FindLastIndex(Ends) + 1)];
        var trouble = part.Where(happened => happened.IsTrouble).ToList();
        var begin = part[0].Entry.At;
        events = [];
        // A report that stands alone is a line of the log and no incident.
        if (trouble is [{ Entry.Kind: ConnectivityKind.Report }]) return;

        closed.Add(new()
        {
            Id = Incident.IdOf(begin),
            Begin = begin,
            End = down.Count > 0 ? null : part[^1].Entry.At,
            Services = [.. trouble.Select(happened => happened.Entry.Service).Distinct()],
            Cause = IncidentCauses.Of(part, nodes),
            Entries = [.. Shortened(part).Select(happened => happened.Entry)],
            Omitted = Math.Max(0, part.Count - First - Last),
            Reports = ReportCounts.Of(part.Select(happened => happened.Entry))
        });
    }

    private bool Ends(IncidentEvent happened) => happened.IsTrouble
        || (IncidentRules.IsOver(happened.Entry) && events.Any(before =>
            before.Entry.Service == happened.Entry.Service && IncidentRules.IsDown(before.Entry)));

    private static List<IncidentEvent> Shortened(List<IncidentEvent> part) =>
        part.Count <= First + Last ? part : [.. part[..First], .. part[^Last..]];
}

/// <summary>A line within an incident.</summary>
/// <param name="Entry">The line.</param>
/// <param name="IsTrouble">Whether it is trouble.</param>
/// <param name="IsPlanned">Whether a plan was under way for its service.</param>
internal sealed record IncidentEvent(ConnectivityEntry Entry, bool IsTrouble, bool IsPlanned);
