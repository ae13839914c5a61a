using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// Says how far log and incidents have come, while this instance leads: when they move, and at most once a second.
/// Where nothing happens nothing is written.
/// </summary>
internal sealed partial class JournalWorker(
    ConnectivityLog log, IncidentStore incidents, ContainerLogStore containers, StateStore store, RedisLink redis,
    HealthLeadership leadership, TimeProvider time, ILogger<JournalWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    private readonly LookSignal looks = new();

    // A report that is counted into its like moves the log, though the mark stays the same.
    private volatile bool hasMoved;
    private bool isWritten = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        Follow(isOn: true);
        await using var ages = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            await foreach (var _ in looks.AllAsync(stopping))
            {
                if (leadership.Lease is { } lease && await TryWriteAsync(lease) is { } until)
                    ages.Change(until, Timeout.InfiniteTimeSpan);
                await Task.Delay(AtMost, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            Follow(isOn: false);
        }
    }

    private void Follow(bool isOn)
    {
        if (isOn)
        {
            log.Moved += OnMove;
            incidents.Moved += OnMove;
            containers.Moved += OnMove;
            leadership.Gained += Look;
            redis.Restored += Look;
            return;
        }

        log.Moved -= OnMove;
        incidents.Moved -= OnMove;
        containers.Moved -= OnMove;
        leadership.Gained -= Look;
        redis.Restored -= Look;
    }

    private void OnMove()
    {
        hasMoved = true;
        Look();
    }

    private void Look() => looks.Ask();

    /// <returns>How long until it changes by itself; null when it does not.</returns>
    private async Task<TimeSpan?> TryWriteAsync(Lease lease)
    {
        try
        {
            var isNews = hasMoved;
            hasMoved = false;
            var spans = await incidents.SpansAsync();
            var latest = await incidents.ReadAsync(1);
            var now = time.GetUtcNow();
            var mark = Journal.Of(await log.HeadAsync(), latest is [var newest, ..] ? newest : null, spans, now);
            if (isNews || Wire.Write(mark) != Wire.Write((await store.ReadAsync(States.Journal))?.Value))
                await store.WriteAsync(States.Journal, mark, lease);
            isWritten = true;
            return Journal.Ages(spans, now);
        }
        catch (Exception failure)
        {
            // What moved is looked at again with the next move, or when Redis is back.
            if (isWritten && failure is RedisException or TimeoutException) JournalWaits(failure.Message);
            else if (isWritten) JournalFailed(failure);
            isWritten = false;
            hasMoved = true;
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "How far the log has come is not told until Redis answers: {Reason}")]
    private partial void JournalWaits(string reason);

    [LoggerMessage(LogLevel.Error, "How far the log has come could not be told; the next change tries again")]
    private partial void JournalFailed(Exception failure);
}
