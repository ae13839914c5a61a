using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>A host that runs out of unified memory stands still, and takes everything on it along.</summary>
internal static class MemoryCause
{
    private const double LeastFree = 0.015, MostStalled = 50, Gibibyte = 1L << 30;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(3), After = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The incident with this cause, where a service went down that nobody meant to stop and its node was short of
    /// memory just then.
    /// </summary>
    /// <param name="incident">With what was measured beside it.</param>
    /// <param name="nodes">Where each service runs.</param>
    public static Incident Refine(Incident incident, IReadOnlyDictionary<string, string> nodes)
    {
        if (incident.Cause is { Code: not ("host" or "network") }) return incident;

        var hosts = incident.Entries.Where(IncidentRules.IsDown)
            .Select(entry => entry.Node ?? nodes.GetValueOrDefault(entry.Service)).ToHashSet();
        var cause = incident.Nodes.Where(node => hosts.Contains(node.Node)).Select(node => Of(node, incident.Begin))
            .FirstOrDefault(found => found is not null);
        return cause is null ? incident : incident with { Cause = cause };
    }

    private static IncidentCause? Of(NodeBeside node, DateTimeOffset begin)
    {
        // A minute has its name from its beginning.
        var then = node.Minutes
            .Where(minute => minute.At >= begin - Before - After && minute.At <= begin + After).ToList();
        var free = then.Min(minute => minute.MemAvailableBytes);
        var stalled = then.Max(minute => minute.MemoryStallPercent);
        string[] signs =
        [
            .. free < node.MemTotalBytes * LeastFree
                ? [FormattableString.Invariant($"only {free / Gibibyte:0.0} GiB of memory were left")]
                : Array.Empty<string>(),
            .. stalled >= MostStalled
                ? [FormattableString.Invariant($"everything waited for memory {stalled:0} % of the time")]
                : Array.Empty<string>()
        ];
        return signs.Length == 0
            ? null
            : new(
                "memory",
                $"{NodeNames.Of(node.Node)} ran out of memory: {string.Join(" and ", signs)} when it began.");
    }
}
