using SparkControl.Contracts;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>What one line of the log means for an incident.</summary>
internal static class IncidentRules
{
    /// <summary>
    /// Whether a line is trouble: a service that should answer and does not, one that was up and is gone or cannot be
    /// asked, a report of a failure, a swap or an action that failed. What was planned is none, nor is an update that
    /// has failed: what serves goes on, and what it took down is told by its swap.
    /// </summary>
    public static bool IsTrouble(ConnectivityEntry entry) => entry.Kind switch
    {
        ConnectivityKind.Transition => IsDown(entry),
        ConnectivityKind.Update => false,
        _ => entry.Ok == false
    };

    /// <summary>
    /// Whether a service is down from a line on: its verdict says so, or a swap has failed and left nothing in the
    /// place of what it stopped.
    /// </summary>
    public static bool IsDown(ConnectivityEntry entry) => entry switch
    {
        { Planned: true } => false,
        { Kind: ConnectivityKind.Transition } => entry.To == Unhealthy
            || (IsUp(entry.From) && entry.To is Stopped or Unknown or Starting),
        _ => entry is { Kind: ConnectivityKind.Swap, Ok: false }
    };

    /// <summary>
    /// Whether a line ends a service's part: it is up, nobody wants it any more, or what is seen of it is planned from
    /// now on.
    /// </summary>
    public static bool IsOver(ConnectivityEntry entry) => entry.Kind switch
    {
        ConnectivityKind.Transition => entry.Planned || IsUp(entry.To) || entry.To is NotConfigured or Disabled,
        ConnectivityKind.Swap => entry is { Planned: true, Ok: true },
        _ => false
    };

    /// <summary>Whether a plan begins (true) or ends (false) with a line; null when it says nothing of that.</summary>
    public static bool? Plans(ConnectivityEntry entry) => entry switch
    {
        { Kind: ConnectivityKind.Transition } => entry.Planned,
        { Kind: ConnectivityKind.Swap } => entry is { Planned: true, Ok: null },
        _ => null
    };

    /// <summary>Whether a service is up after a line; null when it says nothing of that.</summary>
    public static bool? IsUp(ConnectivityEntry entry) =>
        entry.Kind == ConnectivityKind.Transition ? IsUp(entry.To) : null;

    /// <summary>Whether a service that was up has gone: one that still answers says nothing against its host.</summary>
    public static bool HasGone(ConnectivityEntry entry) => IsUp(entry.From) && IsGone(entry);

    /// <summary>Whether a service does not answer after a line.</summary>
    public static bool IsGone(ConnectivityEntry entry) =>
        IsUp(entry) == false && entry.Trouble is not ("stuck" or "worker_gone" or "gpu_wedged");

    /// <summary>Whether the probes see a service that is not well, and no plan explains it.</summary>
    public static bool IsPoor(ConnectivityEntry entry) =>
        entry is { Kind: ConnectivityKind.Transition, Planned: false, To: Degraded or Unhealthy };

    private static bool IsUp(ServiceVerdict? verdict) => verdict is Healthy or Degraded;
}
