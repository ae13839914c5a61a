using SparkControl.Contracts;

namespace SparkControl.ControlApi.Status;

/// <summary>
/// What HealthMonitor says counts for as long as it goes on saying it: a monitor that died leaves its last word behind.
/// </summary>
internal static class Freshness
{
    /// <summary>Three looks that were due and did not come, and some patience.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The service as it may be told now; null when nobody has looked yet.</summary>
    public static ServiceState? Of(Observed<ServiceState>? seen, DateTimeOffset now) => seen switch
    {
        null => null,
        _ when now - seen.ObservedAt <= Limit => seen.Value,
        _ => seen.Value with
        {
            Verdict = ServiceVerdict.Unknown,
            Since = seen.ObservedAt + Limit,
            Evidence = Sentence(seen.ObservedAt),
            RequestsRunning = null,
            RequestsWaiting = null
        }
    };

    /// <summary>The node as it may be told now; null when nobody has looked yet.</summary>
    public static NodeStatus? Of(Observed<NodeStatus>? seen, DateTimeOffset now) => seen switch
    {
        null => null,
        _ when now - seen.ObservedAt <= Limit => seen.Value,
        _ => seen.Value with { Link = new(NodeState.Unknown, seen.ObservedAt + Limit, Sentence(seen.ObservedAt)) }
    };

    private static string Sentence(DateTimeOffset last) =>
        FormattableString.Invariant($"Nobody has looked since {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: is HealthMonitor running?");
}
