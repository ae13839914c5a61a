using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>What is said of log and incidents.</summary>
internal static class Journal
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="head">How far the log has come.</param>
    /// <param name="latest">The newest incident; null when there is none.</param>
    /// <param name="spans">When each of those that are kept was.</param>
    /// <param name="now">The present time.</param>
    public static JournalMark Of(
        ConnectivityHead head, Incident? latest, IEnumerable<IncidentSpan> spans, DateTimeOffset now) => new()
        {
            Newest = head.Newest,
            At = head.At,
            Written = head.Written,
            Incident = latest is null
                ? null
                : new(latest.Id, latest.Begin, latest.End, latest.Services, latest.Cause),
            IncidentsOfDay = spans.Count(span => !(span.End <= now - Day))
        };

    /// <summary>How long until one of them is no longer of the last day; null when none is.</summary>
    public static TimeSpan? Ages(IEnumerable<IncidentSpan> spans, DateTimeOffset now) =>
        spans.Where(span => span.End > now - Day).Select(span => span.End + Day - now).Min();
}
