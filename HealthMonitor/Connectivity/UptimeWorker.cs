using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.HealthMonitor.Probes;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// Counts the time between two looks for what the first has seen, of every service of the settings, while this instance
/// leads. What passes while nobody leads or Redis is away was seen by nobody and stays unknown.
/// </summary>
internal sealed partial class UptimeWorker(
    StateMirror mirror, UptimeStore store, HealthLeadership leadership, TimeProvider time, ILogger<UptimeWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, UptimeRecord> records = [];
    private Dictionary<string, UptimeState> seen = [];
    private DateTimeOffset? last;
    private Lease? resumed;
    private bool isWritten = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stopping.IsCancellationRequested)
        {
            Task tick = timer.WaitForNextTickAsync(stopping).AsTask();
            await tick.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested) await CountAsync(time.GetUtcNow());
        }
    }

    private async Task CountAsync(DateTimeOffset now)
    {
        var services = WatchedPlaces.Of(mirror.Value(States.Settings)).Select(place => place.Name).ToList();
        if (leadership.Lease is { } lease)
        {
            // Another leader may have written what was read before.
            if (resumed != lease) records.Clear();
            resumed = lease;
            foreach (var service in services) await TryCountAsync(service, now, lease);
        }

        seen = services.ToDictionary(service => service, service => Seen(service, now));
        last = now;
    }

    private UptimeState Seen(string service, DateTimeOffset now) =>
        mirror.Get(States.Service(service)) is { } state && now - state.ObservedAt <= Observed.CountsFor
            ? UptimeBuckets.StateOf(state.Value)
            : UptimeState.Unknown;

    private async Task TryCountAsync(string service, DateTimeOffset now, Lease lease)
    {
        if (UptimeSpan.Between(last, seen.GetValueOrDefault(service), now, Observed.CountsFor) is not { } span) return;

        try
        {
            if (!records.TryGetValue(service, out var before)) before = await store.ReadAsync(service);
            var after = before.With(span);
            if (await store.WriteAsync(service, before, after, lease)) records[service] = after;
            else records.Remove(service);
            isWritten = true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            records.Remove(service);
            if (isWritten) NotWritten(failure.Message);
            isWritten = false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Uptime is not counted until Redis answers: {Reason}")]
    private partial void NotWritten(string reason);
}
