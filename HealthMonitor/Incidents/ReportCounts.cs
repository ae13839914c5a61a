using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>Who has reported how often, of all lines of an incident, those that are left out of it too.</summary>
internal static class ReportCounts
{
    /// <summary>Sources told one by one; who names a new one each time must not fill the incident.</summary>
    private const int Most = 20;

    public static IReadOnlyList<ReportCount> Of(IEnumerable<ConnectivityEntry> part) =>
    [
        .. part.Where(entry => entry.Kind == ConnectivityKind.Report)
            .GroupBy(entry => entry.Source)
            .Select(all => new ReportCount(all.Key, Sum(all, isOk: false), Sum(all, isOk: true)))
            .OrderByDescending(count => count.Failed).ThenByDescending(count => count.Ok)
            .Take(Most)
    ];

    private static long Sum(IEnumerable<ConnectivityEntry> all, bool isOk) =>
        all.Where(entry => entry.Ok == isOk).Sum(entry => (long)entry.Count);
}
