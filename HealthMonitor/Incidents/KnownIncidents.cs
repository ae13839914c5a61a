using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// The newest incidents as they are stored, and how far the log was grouped for good: read once a lease, because then
/// only this process writes.
/// </summary>
internal sealed class KnownIncidents(IncidentStore store, EvidenceReader evidence)
{
    private const int Newest = 20, MostAtFirst = 5000;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>The newest ones, oldest first.</summary>
    public IReadOnlyList<Incident> Incidents { get; private set; } = [];

    /// <summary>Where the next look begins.</summary>
    public IncidentsSoFar SoFar { get; private set; } = new();

    /// <summary>Lines read at most; null where it is known what those before have come to.</summary>
    public int? Most { get; private set; }

    /// <summary>Whether a clock that ran ahead was followed: that would hold everything up until then.</summary>
    public bool IsAhead(DateTimeOffset now) => SoFar.Through > now + Ahead;

    /// <param name="up">Services that are up now.</param>
    /// <param name="nodes">Where each service runs.</param>
    /// <param name="now">The present time.</param>
    public async Task ReadAsync(
        IReadOnlyList<string> up, IReadOnlyDictionary<string, string> nodes, DateTimeOffset now)
    {
        Incidents = [.. (await store.ReadAsync(Newest)).Reverse()];
        (SoFar, Most) = (await store.ReadSoFarAsync<IncidentsSoFar>() ?? new(), null);
        if (SoFar.Through is null || IsAhead(now)) (SoFar, Most) = (AtFirst(up, nodes, now), MostAtFirst);
    }

    /// <summary>Stores what has changed, with what stands beside it.</summary>
    public async Task<IReadOnlyList<Incident>> WriteAsync(
        IReadOnlyList<Incident> found, IReadOnlyDictionary<string, string> nodes, Lease lease)
    {
        var bare = Incidents.ToDictionary(incident => incident.Id, Bare);
        var changed = new List<Incident>();
        foreach (var incident in found.SkipWhile(same => IsKnown(same) && !IsOpen(same)))
        {
            var before = Incidents.FirstOrDefault(same => same.Id == incident.Id);
            var whole = await evidence.AddAsync(incident, nodes, before);
            // What goes on is measured anew, and stored where that has told its cause.
            if (IsKnown(incident) && (whole.Cause is null || whole.Cause == before!.Cause)) continue;

            changed.Add(whole);
            await store.WriteAsync(whole, lease);
        }

        var others = Incidents.Where(same => changed.All(other => other.Id != same.Id));
        Incidents = [.. others.Concat(changed).TakeLast(Newest)];
        return changed;

        bool IsKnown(Incident incident) => bare.GetValueOrDefault(incident.Id) == Bare(incident);
    }

    /// <summary>Keeps how far the log was grouped, after what was found until there is stored.</summary>
    public async Task WriteAsync(IncidentsSoFar soFar, Lease lease)
    {
        if (ReferenceEquals(soFar, SoFar)) return;

        await store.WriteSoFarAsync(soFar, lease);
        (SoFar, Most) = (soFar, null);
    }

    // Where nothing was kept, an incident that may go on does so with the lines that it has.
    private IncidentsSoFar AtFirst(
        IReadOnlyList<string> up, IReadOnlyDictionary<string, string> nodes, DateTimeOffset now)
    {
        var growing = Incidents.LastOrDefault(incident => IncidentFold.MayGrow(incident, now));
        var before = Incidents.LastOrDefault(incident => incident != growing)?.End;
        if (growing is null) return new() { Through = before, Up = up };

        var fold = new IncidentFold(new() { Up = up }, nodes);
        foreach (var line in growing.Entries) fold.Take(line);
        return fold.SoFar(growing.Entries[^1].At);
    }

    private static bool IsOpen(Incident incident) => incident is { End: null, Cause: null };

    // As the log alone tells it: what stands beside it is measured anew when that has changed.
    private static string Bare(Incident incident) =>
        Wire.Write(incident with { Cause = null, Nodes = [], Swap = null });
}
