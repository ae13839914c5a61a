using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Groups what is new in the log into incidents, every 5 s while this instance leads, and tells others of them.
/// </summary>
internal sealed partial class IncidentWorker(
    StateMirror mirror, ConnectivityLog log, IncidentStore store, EvidenceReader evidence, NoticeList notices,
    HealthLeadership leadership, TimeProvider time, ILogger<IncidentWorker> logger) : BackgroundService
{
    private const int Page = 500, MostLines = 5000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private (Lease Lease, long Writes)? grouped;
    private IReadOnlyList<Incident> latest = [];
    private HashSet<string> told = [];
    private bool isGrouping = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stopping.IsCancellationRequested)
        {
            Task tick = timer.WaitForNextTickAsync(stopping).AsTask();
            await tick.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested && leadership.Lease is { } lease) await TryGroupAsync(lease);
        }
    }

    private async Task TryGroupAsync(Lease lease)
    {
        try
        {
            await GroupAsync(lease);
            await TellAsync();
            isGrouping = true;
        }
        catch (Exception failure)
        {
            if (isGrouping && failure is RedisException or TimeoutException) IncidentsWait(failure.Message);
            else if (isGrouping) GroupFailed(failure);
            isGrouping = false;
        }
    }

    // What is stored says where to begin, so that a new leader finds the same incidents as the one before.
    private async Task GroupAsync(Lease lease)
    {
        if (mirror.Value(States.Settings) is not { } settings) return;
        // What another leader wrote has to be read once; after that only this process writes.
        var writes = log.Writes;
        if (grouped == (lease, writes)) return;

        var stored = await store.ReadAsync(2);
        var growing = stored.FirstOrDefault(incident => IncidentFold.MayGrow(incident, time.GetUtcNow()));
        var before = stored.FirstOrDefault(incident => incident != growing);
        var lines = await LinesAsync(before?.End?.AddMilliseconds(1));
        var places = Places(settings);
        var found = IncidentFold.Of(lines, places).ToList();
        // Of an incident with very many lines the first are out of reach.
        if (lines.Count >= MostLines && growing is not null && found.Count > 0)
            found[0] = found[0] with { Id = growing.Id, Begin = growing.Begin };

        var known = stored.ToDictionary(incident => incident.Id, Bare);
        var whole = new List<Incident>();
        foreach (var incident in found.SkipWhile(same => known.GetValueOrDefault(same.Id) == Bare(same)))
        {
            whole.Add(await evidence.AddAsync(incident, places));
            await store.WriteAsync(whole[^1], lease);
        }

        // Those that are as they were stay in what is looked at: the end of one is told later than it is written.
        latest = [.. stored.Where(same => whole.All(other => other.Id != same.Id)), .. whole];
        grouped = (lease, writes);
    }

    // Who leads next finds out by their ids what was told, and so does this.
    private async Task TellAsync()
    {
        var now = time.GetUtcNow();
        foreach (var notice in latest.SelectMany(incident => IncidentNotices.Of(incident, now)).ToList())
        {
            if (told.Contains(notice.Id)) continue;

            await notices.PushAsync(notice);
            told.Add(notice.Id);
        }

        latest = [.. latest.Where(incident => !IncidentNotices.IsOver(incident, now))];
        if (latest.Count == 0) told = [];
    }

    // As the log alone tells it: what stands beside it is measured anew when that has changed.
    private static string Bare(Incident incident) =>
        Wire.Write(incident with { Cause = null, Nodes = [], Swap = null });

    // On which node each service runs, without those that are switched off or whose host is no node of ours.
    private static Dictionary<string, string> Places(EffectiveSettings settings) => settings.Services
        .Where(service => service is { Node: not null, Disabled: false })
        .ToDictionary(service => service.Name, service => service.Node!);

    private async Task<List<ConnectivityEntry>> LinesAsync(DateTimeOffset? from)
    {
        var lines = new List<ConnectivityEntry>();
        ConnectivityCursor? next = null;
        do
        {
            var page = await log.ReadAsync(new() { From = from }, next, Page);
            lines.AddRange(page.Entries);
            next = page.Next;
        }
        while (next is not null && lines.Count < MostLines);

        lines.Reverse();
        return lines;
    }

    [LoggerMessage(LogLevel.Warning, "Incidents are not looked for until Redis answers: {Reason}")]
    private partial void IncidentsWait(string reason);

    [LoggerMessage(LogLevel.Error, "The log could not be grouped into incidents; the next look tries again")]
    private partial void GroupFailed(Exception failure);
}
