using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.HealthMonitor.Probes;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// Counts the time that this process has seen, of every service of the settings, while this instance leads. What passed
/// while Redis was away or nobody led is counted afterwards, as far as this process was there to see it.
/// </summary>
internal sealed partial class UptimeWorker(
    StateMirror mirror, SeenTime seen, UptimeStore store, HealthLeadership leadership, TimeProvider time,
    ILogger<UptimeWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, UptimeRecord> records = [];
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
        if (leadership.Lease is not { } lease) return;

        // Another leader may have written what was read before.
        if (resumed != lease) records.Clear();
        resumed = lease;
        foreach (var place in WatchedPlaces.Of(mirror.Value(States.Settings)))
            await TryCountAsync(place.Name, now, lease);
    }

    private async Task TryCountAsync(string service, DateTimeOffset now, Lease lease)
    {
        var spans = seen.Of(service);
        if (spans.Count == 0) return;

        try
        {
            if (!records.TryGetValue(service, out var before)) before = await store.ReadAsync(service);
            var after = spans.Aggregate(before.Until(now), (record, span) => record.With(span));
            if (await store.WriteAsync(service, before, after, lease))
            {
                records[service] = after;
                if (after.Through is { } through) seen.Counted(service, through);
            }
            else
            {
                records.Remove(service);
            }

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
