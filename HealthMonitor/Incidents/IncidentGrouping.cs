using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>What lines have come to.</summary>
/// <param name="Found">Incidents that begin or go on in these lines, oldest first.</param>
/// <param name="SoFar">Where the next look begins; the same as before while there are few lines.</param>
internal sealed record GroupedLines(IReadOnlyList<Incident> Found, IncidentsSoFar SoFar);

/// <summary>
/// Groups the log a stretch at a time. The newest lines are looked at again and again, because others may come late
/// between them: what happened while Redis was away is written a quarter of an hour after it. The lines before them are
/// grouped for good.
/// </summary>
internal static class IncidentGrouping
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(20), AtLeast = TimeSpan.FromSeconds(30);

    /// <param name="soFar">What the lines before have come to.</param>
    /// <param name="lines">All lines after those, oldest first.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <param name="recent">How many lines stay to be looked at again where there are many.</param>
    /// <param name="now">The present time.</param>
    public static GroupedLines Of(
        IncidentsSoFar soFar, IReadOnlyList<ConnectivityEntry> lines, IReadOnlyDictionary<string, string> nodes,
        int recent, DateTimeOffset now)
    {
        var settled = Settled(lines, recent, now);
        var fold = new IncidentFold(soFar, nodes);
        foreach (var line in lines.Take(settled)) fold.Take(line);
        var next = settled == 0 ? soFar : fold.SoFar(lines[settled - 1].At);
        foreach (var line in lines.Skip(settled)) fold.Take(line);
        return new(fold.End(), next);
    }

    /// <summary>
    /// The same incidents with the ids that they have: one that is known keeps its own, also when a line before its
    /// beginning comes late.
    /// </summary>
    /// <param name="found">Oldest first.</param>
    /// <param name="known">What is stored, oldest first.</param>
    public static IReadOnlyList<Incident> Named(IReadOnlyList<Incident> found, IReadOnlyList<Incident> known)
    {
        var free = known.Where(same => found.All(other => other.Id != same.Id)).ToList();
        var named = new List<Incident>();
        foreach (var incident in found)
        {
            var same = known.FirstOrDefault(other => other.Id == incident.Id)
                ?? free.FindLast(other => Overlap(other, incident));
            if (same is not null) free.Remove(same);
            named.Add(same is null ? incident : incident with { Id = same.Id, Begin = Earlier(same, incident) });
        }

        return named;
    }

    // Seldom and many at once: what is kept is stored anew each time.
    private static int Settled(IReadOnlyList<ConnectivityEntry> lines, int recent, DateTimeOffset now)
    {
        if (lines is not [var first, ..] || (lines.Count <= 2 * recent && now - first.At <= 2 * Late)) return 0;

        var old = lines.TakeWhile(line => now - line.At > Late).Count();
        var sure = lines.TakeWhile(line => now - line.At > AtLeast).Count();
        var settled = Math.Min(sure, Math.Max(old, lines.Count - recent));
        // The next look begins behind a millisecond, so its lines stay together.
        while (settled > 0 && settled < lines.Count && Ms(lines[settled]) == Ms(lines[settled - 1])) settled--;
        return settled;
    }

    private static bool Overlap(Incident one, Incident other) =>
        !(one.End < other.Begin) && !(other.End < one.Begin);

    private static DateTimeOffset Earlier(Incident one, Incident other) =>
        one.Begin < other.Begin ? one.Begin : other.Begin;

    private static long Ms(ConnectivityEntry line) => line.At.ToUnixTimeMilliseconds();
}
