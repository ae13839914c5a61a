using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Status;

/// <summary>
/// What HealthMonitor says counts for as long as it goes on saying it: a monitor that died leaves its last word behind.
/// </summary>
internal static class Freshness
{
    /// <summary>A service as it may be told now; null when nobody has looked yet.</summary>
    public static ServiceState? Service(StateMirror mirror, string name, DateTimeOffset now) => name == "vllm"
        ? After(mirror.Value(States.Swap), Of(mirror.Get(States.Service(name)), now))
        : Of(mirror.Get(States.Service(name)), now);

    /// <summary>
    /// vLLM after a swap: what had answered before the swap ended was removed by it, unless it never came to that.
    /// </summary>
    public static ServiceState? After(SwapState? swap, ServiceState? vllm) =>
        swap is { EndedAt: { } ended } && swap.Stages.Any(stage => stage.Phase == SwapPhase.Stopping)
        && vllm is { Verdict: ServiceVerdict.Healthy or ServiceVerdict.Degraded } && !(vllm.LastGood > ended)
            ? Unknown(vllm, ended, "Nobody has looked since the last swap ended.")
            : vllm;

    /// <summary>The service as it may be told now; null when nobody has looked yet.</summary>
    public static ServiceState? Of(Observed<ServiceState>? seen, DateTimeOffset now) => seen switch
    {
        null => null,
        _ when now - seen.ObservedAt <= Observed.CountsFor => seen.Value,
        _ => Unknown(seen.Value, seen.ObservedAt + Observed.CountsFor, Sentence(seen.ObservedAt))
    };

    /// <summary>The node as it may be told now; null when nobody has looked yet.</summary>
    public static NodeStatus? Of(Observed<NodeStatus>? seen, DateTimeOffset now) => seen switch
    {
        null => null,
        _ when now - seen.ObservedAt <= Observed.CountsFor => seen.Value,
        _ => seen.Value with
        {
            Link = new(NodeState.Unknown, seen.ObservedAt + Observed.CountsFor, Sentence(seen.ObservedAt)),
            Stale = seen.Value.SampledAt is not null
        }
    };

    private static ServiceState Unknown(ServiceState last, DateTimeOffset since, string why) => last with
    {
        Verdict = ServiceVerdict.Unknown,
        Since = since,
        Planned = false,
        Evidence = why,
        Model = null,
        RequestsRunning = null,
        RequestsWaiting = null,
        Tokens = null
    };

    private static string Sentence(DateTimeOffset last) => FormattableString.Invariant(
        $"Nobody has looked since {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: is HealthMonitor running?");
}
