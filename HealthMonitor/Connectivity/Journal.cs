using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>What is said of log and incidents.</summary>
internal static class Journal
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="head">How far the log has come.</param>
    /// <param name="latest">The newest incident; null when there is none.</param>
    /// <param name="begins">When each of those that are kept began.</param>
    /// <param name="now">The present time.</param>
    public static JournalMark Of(
        ConnectivityHead head, Incident? latest, IEnumerable<DateTimeOffset> begins, DateTimeOffset now) => new()
        {
            Newest = head.Newest,
            At = head.At,
            Written = head.Written,
            Incident = latest is null
                ? null
                : new(latest.Id, latest.Begin, latest.End, latest.Services, latest.Cause),
            IncidentsOfDay = begins.Count(begin => begin > now - Day)
        };

    /// <summary>How long until one of them is no longer of the last day; null when none is.</summary>
    public static TimeSpan? Ages(IEnumerable<DateTimeOffset> begins, DateTimeOffset now) =>
        begins.Where(begin => begin > now - Day).Select(begin => (TimeSpan?)(begin + Day - now)).Min();
}
