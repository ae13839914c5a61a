using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>The probable cause, where the lines of an incident leave little else.</summary>
internal static class IncidentCauses
{
    /// <param name="part">The incident, oldest first.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <param name="upBefore">Services that were up just before.</param>
    /// <param name="wasPoor">Services that the probes have seen not to be well, just before or since then.</param>
    public static IncidentCause? Of(
        IReadOnlyList<IncidentEvent> part, IReadOnlyDictionary<string, string> nodes,
        IReadOnlySet<string> upBefore, IReadOnlySet<string> wasPoor)
    {
        var trouble = part.Where(happened => happened.IsTrouble).ToList();
        if (FailedSwap(trouble) is { } failed) return failed;
        if (trouble.All(happened => happened.IsPlanned)) return Swap(trouble);

        var downs = FirstDowns(trouble);
        return downs.Count > 0 ? HostCause.Of(part, downs, nodes, upBefore) : Client(part, trouble, nodes, wasPoor);
    }

    // What the service went through after that follows from it.
    private static IncidentCause? FailedSwap(List<IncidentEvent> trouble)
    {
        var failed = trouble.Find(happened => happened.Entry is { Kind: ConnectivityKind.Swap, Ok: false })?.Entry;
        var isAll = trouble[0].IsPlanned && trouble.All(happened => happened.Entry.Service == failed?.Service);
        return isAll && failed is { Evidence: { } sentence } ? new("swap_failed", sentence) : null;
    }

    private static IncidentCause Swap(List<IncidentEvent> trouble) => new(
        "swap", $"A swap or a stop of {trouble[0].Entry.Service} was in progress: nothing was to be served then.");

    // When each service first went down.
    private static Dictionary<string, ConnectivityEntry> FirstDowns(List<IncidentEvent> trouble) => trouble
        .Where(happened => happened.Entry.Kind == ConnectivityKind.Transition && IncidentRules.IsDown(happened.Entry))
        .GroupBy(happened => happened.Entry.Service)
        .ToDictionary(service => service.Key, service => service.First().Entry);

    private static IncidentCause? Client(
        IReadOnlyList<IncidentEvent> part, List<IncidentEvent> trouble, IReadOnlyDictionary<string, string> nodes,
        IReadOnlySet<string> wasPoor)
    {
        if (trouble.Any(happened => happened.IsPlanned || happened.Entry.Kind != ConnectivityKind.Report)) return null;
        if (trouble.Select(happened => happened.Entry.Source).Distinct().ToList() is not [{ } client]) return null;

        var services = trouble.Select(happened => happened.Entry.Service).ToHashSet();
        // What the probes have seen as well is not that client's alone.
        if (services.Overlaps(wasPoor)) return null;

        var others = part.Select(happened => happened.Entry).Any(entry =>
            entry is { Kind: ConnectivityKind.Report, Ok: true, Source: { } source }
            && source != client && services.Contains(entry.Service));
        string[] reasons =
        [
            .. others ? ["others were served meanwhile"] : Array.Empty<string>(),
            .. services.All(nodes.ContainsKey) ? ["the probes saw nothing"] : Array.Empty<string>()
        ];
        return reasons.Length == 0
            ? null
            : new("client", $"Only {client} reports failures: that client; {string.Join(" and ", reasons)}.");
    }
}
