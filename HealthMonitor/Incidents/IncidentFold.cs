using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Groups the log into incidents: one lasts while something is down, and takes in what goes wrong until five minutes
/// after that.
/// </summary>
internal sealed class IncidentFold
{
    /// <summary>Trouble that comes so soon after the last belongs to it.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyDictionary<string, string> nodes;
    private readonly List<Incident> closed = [];
    private readonly HashSet<string> up, down, planned, poor;
    private HashSet<string> upBefore, wasPoor;
    private IncidentPart part, after;

    /// <param name="soFar">What the lines before have come to; it stays as it is.</param>
    /// <param name="nodes">Where each service runs.</param>
    public IncidentFold(IncidentsSoFar soFar, IReadOnlyDictionary<string, string> nodes)
    {
        this.nodes = nodes;
        up = [.. soFar.Up];
        down = [.. soFar.Down];
        planned = [.. soFar.Planned];
        poor = [.. soFar.Poor];
        upBefore = [.. soFar.UpBefore];
        wasPoor = [.. soFar.WasPoor];
        (part, after) = (soFar.Part.Copy(), soFar.After.Copy());
    }

    /// <param name="entries">The log, oldest first.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <returns>Oldest first; only the last can still go on.</returns>
    public static IReadOnlyList<Incident> Of(
        IEnumerable<ConnectivityEntry> entries, IReadOnlyDictionary<string, string> nodes)
    {
        var fold = new IncidentFold(new(), nodes);
        foreach (var entry in entries) fold.Take(entry);
        return fold.End();
    }

    /// <summary>Whether more may come to belong to an incident.</summary>
    public static bool MayGrow(Incident incident, DateTimeOffset now) =>
        incident.End is not { } end || now - end <= Gap;

    /// <summary>Takes the next line.</summary>
    public void Take(ConnectivityEntry entry)
    {
        if (part.Events.Count > 0 && down.Count == 0 && entry.At - part.Events[^1].Entry.At > Gap) Close();

        var happened = new IncidentEvent(entry, IncidentRules.IsTrouble(entry), planned.Contains(entry.Service));
        var wasDown = down.Count > 0;
        if (part.Events.Count == 0 && happened.IsTrouble) (upBefore, wasPoor) = ([.. up], [.. poor]);
        if (part.Events.Count > 0 || happened.IsTrouble) Keep(happened, wasDown);
        Follow(entry);
    }

    /// <summary>What all lines so far have come to.</summary>
    /// <param name="through">When the last of them was.</param>
    public IncidentsSoFar SoFar(DateTimeOffset through) => new()
    {
        Through = through,
        Up = [.. up],
        Down = [.. down],
        Planned = [.. planned],
        UpBefore = [.. upBefore],
        Poor = [.. poor],
        WasPoor = [.. wasPoor],
        Part = part.Copy(),
        After = after.Copy()
    };

    /// <summary>The incidents, oldest first; only the last can still go on.</summary>
    public IReadOnlyList<Incident> End()
    {
        Close();
        return closed;
    }

    // What comes after the end and is no trouble is no part of it.
    private void Keep(IncidentEvent happened, bool wasDown)
    {
        after.Add(happened);
        if (!wasDown && !Ends(happened)) return;

        part.Append(after);
        after = new();
    }

    private void Follow(ConnectivityEntry entry)
    {
        // A stop that has failed may have left what ran.
        var serves = entry.Kind == ConnectivityKind.Swap && up.Contains(entry.Service);
        if (IncidentRules.IsDown(entry) && !serves) down.Add(entry.Service);
        if (IncidentRules.IsOver(entry)) down.Remove(entry.Service);
        if (IncidentRules.Plans(entry) == true) planned.Add(entry.Service);
        if (IncidentRules.Plans(entry) == false) planned.Remove(entry.Service);
        if (IncidentRules.IsUp(entry) == true) up.Add(entry.Service);
        if (IncidentRules.IsUp(entry) == false) up.Remove(entry.Service);
        if (entry.Kind != ConnectivityKind.Transition) return;

        if (!IncidentRules.IsPoor(entry)) poor.Remove(entry.Service);
        else if (poor.Add(entry.Service)) wasPoor.Add(entry.Service);
    }

    private void Close()
    {
        var done = part;
        (part, after) = (new(), new());
        // A report that stands alone is a line of the log and no incident.
        if (done.Events is [] || (done.Count() == 1 && done.Events[0].Entry.Kind == ConnectivityKind.Report)) return;

        var (begin, trouble) = (done.Events[0].Entry.At, done.Events.Where(happened => happened.IsTrouble));
        var (entries, omitted) = done.Shortened();
        closed.Add(new()
        {
            Id = Incident.IdOf(begin),
            Begin = begin,
            End = down.Count > 0 ? null : done.Events[^1].Entry.At,
            Services = [.. trouble.Select(happened => happened.Entry.Service).Distinct()],
            Cause = IncidentCauses.Of(done.Events, nodes, upBefore, wasPoor),
            Entries = entries,
            Omitted = omitted,
            Reports = done.Reports()
        });
    }

    // The end of trouble is trouble still: what follows it soon belongs to the same.
    private bool Ends(IncidentEvent happened) => happened.IsTrouble
        || (IncidentRules.IsOver(happened.Entry) && part.Events.Any(before =>
            before.Entry.Service == happened.Entry.Service && IncidentRules.IsDown(before.Entry)));
}
