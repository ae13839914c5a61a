using Microsoft.Extensions.Options;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Groups what is new in the log into incidents, every 5 s while this instance leads, and tells others of them. The
/// first tick of a lease is left out: in those 5 s each service writes what was seen before it.
/// </summary>
internal sealed partial class IncidentWorker(
    StateMirror mirror, ConnectivityLog log, KnownIncidents known, NoticeList notices, HealthLeadership leadership,
    IOptions<IncidentOptions> options, TimeProvider time, ILogger<IncidentWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private Lease? waited;
    private (Lease Lease, long Writes, string Lost)? grouped;
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
            if (stopping.IsCancellationRequested || leadership.Lease is not { } lease) continue;

            if (waited == lease) await TryGroupAsync(lease);
            waited = lease;
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
        var (writes, lost) = (log.Writes, Lost(settings));
        if (grouped == (lease, writes, lost)) return;

        var (places, now) = (Places(settings), time.GetUtcNow());
        if (grouped?.Lease != lease || known.IsAhead(now))
        {
            await known.ReadAsync(Up(settings), places, now);
            latest = known.Incidents;
        }

        var lines = await NewLines.ReadAsync(log, known.SoFar.Through, known.Most);
        var result = IncidentGrouping.Of(known.SoFar, lines, places, options.Value.Recent, now);
        var found = IncidentGrouping.Named(result.Found, known.Incidents);
        var changed = await known.WriteAsync(found, places, lease);
        await known.WriteAsync(result.SoFar, lease);

        // Those that are as they were stay in what is looked at: the end of one is told later than it is written.
        latest = [.. latest.Where(same => changed.All(other => other.Id != same.Id)), .. changed];
        grouped = (lease, writes, lost);
    }

    // A connection that was cut off is found lost long after the services behind it, and is the cause all the same.
    private string Lost(EffectiveSettings settings) => string.Join(
        ' ', new[] { settings.Spark1?.Name, settings.Spark2?.Name }.OfType<string>()
            .Where(node => mirror.Value(States.Node(node))?.Link?.State == NodeState.Down));

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

    // On which node each service runs, without those that are switched off or whose host is no node of ours.
    private static Dictionary<string, string> Places(EffectiveSettings settings) => settings.Services
        .Where(service => service is { Node: not null, Disabled: false })
        .ToDictionary(service => service.Name, service => service.Node!);

    private List<string> Up(EffectiveSettings settings) =>
    [
        .. settings.Services.Select(service => service.Name)
            .Where(name => mirror.Value(States.Service(name))?.Verdict
                is ServiceVerdict.Healthy or ServiceVerdict.Degraded)
    ];

    [LoggerMessage(LogLevel.Warning, "Incidents are not looked for until Redis answers: {Reason}")]
    private partial void IncidentsWait(string reason);

    [LoggerMessage(LogLevel.Error, "The log could not be grouped into incidents; the next look tries again")]
    private partial void GroupFailed(Exception failure);
}
