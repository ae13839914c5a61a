using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// A host, or the network to all of them, as the cause: whatever was up there went away at one moment. What was stopped
/// or never installed says nothing of its host.
/// </summary>
internal static class HostCause
{
    /// <summary>Two rounds of probes: what goes away at one moment is found down within them.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    /// <param name="part">The incident, oldest first.</param>
    /// <param name="downs">When each service first went down.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <param name="upBefore">Services that were up just before.</param>
    public static IncidentCause? Of(
        IReadOnlyList<IncidentEvent> part, IReadOnlyDictionary<string, ConnectivityEntry> downs,
        IReadOnlyDictionary<string, string> nodes, IReadOnlySet<string> upBefore)
    {
        var hosts = downs.Values.Where(IncidentRules.HasGone).GroupBy(Node).Where(host => host.Key is not null)
            .ToList();
        var left = part.Where(happened => IncidentRules.IsGone(happened.Entry))
            .Select(happened => happened.Entry.Service).ToHashSet();
        var stayed = upBefore.Except(left).Select(service => nodes.GetValueOrDefault(service)).OfType<string>()
            .ToHashSet();

        var isAll = hosts.Count > 1 && stayed.Count == 0;
        if (isAll && Spread([.. hosts.SelectMany(host => host)]) is { } all)
            return hosts.All(WasRestarted) ? Restarts(all) : Network(all);

        foreach (var host in hosts.Where(host => host.Count() > 1 && !stayed.Contains(host.Key!)))
        {
            if (Spread([.. host]) is { } seconds)
                return WasRestarted(host) ? Restart(host.Key!, seconds) : Host(host.Key!, seconds);
        }

        return null;

        string? Node(ConnectivityEntry entry) => entry.Node ?? nodes.GetValueOrDefault(entry.Service);
    }

    // A container that has just started was told of by a host that is up.
    private static bool WasRestarted(IEnumerable<ConnectivityEntry> downs) =>
        downs.Any(entry => entry.To == ServiceVerdict.Starting);

    private static IncidentCause Host(string host, int seconds) => new(
        "host",
        $"Everything on {NodeNames.Of(host)} went down within {seconds} s: the host itself or its network.");

    private static IncidentCause Restart(string host, int seconds) => new(
        "host",
        $"Everything on {NodeNames.Of(host)} was restarted within {seconds} s: docker there, or the host itself.");

    private static IncidentCause Network(int seconds) => new(
        "network", $"Everything on all hosts went down within {seconds} s: the network to them or their power.");

    private static IncidentCause Restarts(int seconds) => new(
        "network", $"Everything on all hosts was restarted within {seconds} s: their power, or docker on them.");

    // Seconds between the first and the last; null when that was not at once.
    private static int? Spread(List<ConnectivityEntry> downs)
    {
        var spread = downs.Max(entry => entry.At) - downs.Min(entry => entry.At);
        return spread <= AtOnce ? Math.Max(1, (int)Math.Ceiling(spread.TotalSeconds)) : null;
    }
}
