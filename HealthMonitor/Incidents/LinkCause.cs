using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// One service that goes down says nothing of its host, unless the link to the node is lost together with it.
/// </summary>
internal static class LinkCause
{
    private const string Itself = "the host itself or its network.";

    /// <summary>Services are found down within 20 s, a connection that was cut off only within 65 s.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(90);

    /// <summary>With this cause, where no other is seen and all that went down was on one lost node.</summary>
    /// <param name="incident">As the log tells it.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <param name="services">What is known of each of those services now.</param>
    /// <param name="links">How each node answers now.</param>
    public static Incident Refine(
        Incident incident, IReadOnlyDictionary<string, string> nodes, IEnumerable<ServiceState> services,
        Func<string, NodeLink?> links)
    {
        var downs = incident.Entries.Where(line => IncidentRules.IsDown(line) && IncidentRules.HasGone(line)).ToList();
        var hosts = downs.Select(line => line.Node ?? nodes.GetValueOrDefault(line.Service)).Distinct().ToList();
        if (incident.Cause is not null || hosts is not [{ } host] || !IsLost(links(host), downs[0].At)) return incident;

        // Who answers there all the time shows that only SSH is away.
        var hasOther = services.Any(service => nodes.GetValueOrDefault(service.Name) == host
            && service.Verdict is ServiceVerdict.Healthy or ServiceVerdict.Degraded
            && service.Since < downs[0].At);
        return hasOther
            ? incident
            : incident with
            {
                Cause = new("host", $"{NodeNames.Of(host)} was lost together with {downs[0].Service}: {Itself}")
            };
    }

    private static bool IsLost(NodeLink? link, DateTimeOffset at) =>
        link is { State: NodeState.Down, Since: { } since } && (since - at).Duration() <= Together;
}
