using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Finds what stands beside an incident: its nodes as they were measured, and the swap that was under way.
/// </summary>
internal sealed class EvidenceReader(RedisLink redis, StateMirror mirror, LogStore logs, TimeProvider time)
{
    private const int Looked = 200, Told = 20;

    /// <param name="incident">As the log tells it.</param>
    /// <param name="places">On which node each service runs.</param>
    /// <param name="before">As it was stored; null when it was not.</param>
    public async Task<Incident> AddAsync(
        Incident incident, IReadOnlyDictionary<string, string> places, Incident? before)
    {
        var names = incident.Services.Select(service => places.GetValueOrDefault(service))
            .Concat(incident.Entries.Where(IncidentRules.IsTrouble).Select(entry => entry.Node))
            .OfType<string>().Distinct().Order();
        var nodes = new List<NodeBeside>();
        foreach (var name in names) nodes.Add(await NodeAsync(name, incident));

        NodeBeside[] seen = [.. nodes.Where(node => node.Minutes.Count > 0)];
        var whole = incident with
        {
            Nodes = seen.Length > 0 ? seen : before?.Nodes ?? [],
            Swap = await SwapAsync(incident)
        };
        var found = MemoryCause.Refine(Linked(whole, places, before?.Cause), places);
        // Minutes are kept for a day, and an incident may last longer.
        return before?.Cause is { Code: "memory" } kept && found.Cause is null or { Code: "host" or "network" }
            ? found with { Cause = kept }
            : found;
    }

    // A node that was lost and is back is not lost any more, and was the cause all the same.
    private Incident Linked(Incident incident, IReadOnlyDictionary<string, string> places, IncidentCause? before) =>
        incident.Cause is null && before is { Code: "host" }
            ? incident with { Cause = before }
            : LinkCause.Refine(
                incident, places,
                places.Keys.Select(name => mirror.Value(States.Service(name))).OfType<ServiceState>(),
                node => mirror.Value(States.Node(node))?.Link);

    private async Task<NodeBeside> NodeAsync(string name, Incident incident)
    {
        var key = States.Node(name);
        var series = new SeriesStore(redis, key.Name);
        var minutes = await series.MinutesAsync(NodesBeside.Minutes(incident, time.GetUtcNow()));
        return NodesBeside.Of(name, mirror.Value(key)?.MemTotalBytes, minutes, incident);
    }

    private async Task<SwapBeside?> SwapAsync(Incident incident)
    {
        if (mirror.Value(States.Swap) is not { } swap || !Overlaps(swap, incident)) return null;

        var end = incident.End?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var next = (await logs.ReadAsync(swap.Id, 1, 1)).Next;
        var slice = await logs.ReadAsync(swap.Id, next - Looked, Looked);
        var lines = slice.Lines.Where(line => line.AtMs <= end);
        return new(swap.Id, swap.ModelName, swap.Failure?.Title, EvidenceLines.Of(lines, Told));
    }

    private static bool Overlaps(SwapState swap, Incident incident) =>
        !(swap.EndedAt < incident.Begin) && !(incident.End < swap.RequestedAt);
}
