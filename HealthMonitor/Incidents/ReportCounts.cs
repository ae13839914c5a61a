using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>Who has reported how often, of all lines of an incident, those that are left out of it too.</summary>
internal static class ReportCounts
{
    /// <summary>Sources told one by one; who names a new one each time must not fill the incident.</summary>
    private const int Most = 20;

    /// <param name="lines">Lines of an incident.</param>
    /// <param name="before">What was counted of other lines of it.</param>
    /// <param name="most">Sources told at most.</param>
    public static IReadOnlyList<ReportCount> Of(
        IEnumerable<ConnectivityEntry> lines, IReadOnlyList<ReportCount>? before = null, int most = Most) =>
    [
        .. (before ?? []).Concat(lines.Where(entry => entry.Kind == ConnectivityKind.Report).Select(One))
            .GroupBy(count => count.Source)
            .Select(all => new ReportCount(all.Key, all.Sum(count => count.Failed), all.Sum(count => count.Ok)))
            .OrderByDescending(count => count.Failed).ThenByDescending(count => count.Ok)
            .Take(most)
    ];

    private static ReportCount One(ConnectivityEntry entry) => new(
        entry.Source, entry.Ok == false ? entry.Count : 0, entry.Ok == true ? entry.Count : 0);
}
