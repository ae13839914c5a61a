using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// Moves the inbox into the log while this instance leads: at each word that something was pushed, when the lease
/// becomes ours, and every 10 s. What a leader before took and did not write is written first.
/// </summary>
internal sealed partial class InboxWorker(
    RedisLink redis, ConnectivityLog log, ReportNews news, HealthLeadership leadership, TimeProvider time,
    ILogger<InboxWorker> logger) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly HandOver inbox = new(redis, redis.Keys.Inbox);
    private readonly LookSignal looks = new();

    private IAsyncDisposable? watch;
    private IReadOnlyList<ConnectivityEntry> recent = [];
    private bool isMoving = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        leadership.Gained += Look;
        redis.Restored += Look;
        await using var timer = time.CreateTimer(_ => Look(), null, LookAgain, LookAgain);
        Look();
        try
        {
            await foreach (var _ in looks.AllAsync(stopping)) await TryMoveAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            leadership.Gained -= Look;
            redis.Restored -= Look;
        }
    }

    private void Look() => looks.Ask();

    private async Task TryMoveAsync(CancellationToken stopping)
    {
        try
        {
            watch ??= await inbox.WatchAsync(Look);
            if (leadership.Lease is { } lease) await MoveAsync(lease, stopping);
            isMoving = true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            // Whether the last batch was written is not known, so nothing is counted into it any more.
            recent = [];
            if (isMoving && failure is RedisException or TimeoutException) InboxWaits(failure.Message);
            else if (isMoving) MoveFailed(failure);
            isMoving = false;
        }
    }

    private async Task MoveAsync(Lease lease, CancellationToken stopping)
    {
        var taken = await inbox.UnsettledAsync();
        if (taken.Count == 0) taken = await inbox.TakeAsync(lease, Batch);
        while (taken.Count > 0 && !stopping.IsCancellationRequested)
        {
            foreach (var batch in taken.Chunk(Batch))
            {
                if (await WriteAsync(batch, lease)) continue;

                recent = [];
                return;
            }

            taken = await inbox.TakeAsync(lease, Batch);
        }
    }

    private async Task<bool> WriteAsync(HandOverEntry[] taken, Lease lease)
    {
        var merged = ReportMerge.Of(recent, [.. taken.Select(Read).OfType<ConnectivityEntry>()]);
        if (!await log.AppendAsync(merged.Written, lease, merged.Replaced, taken)) return false;

        recent = merged.Recent;
        news.Tell(merged.Written.Where(line => !line.IsOld));
        return true;
    }

    // A newer version may push what this one does not know: that is dropped, or nothing would move any more.
    private ConnectivityEntry? Read(HandOverEntry taken)
    {
        try
        {
            return Wire.Read<ConnectivityEntry>(taken.Raw);
        }
        catch (JsonException)
        {
            NotUnderstood(taken.Raw);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Reports wait in the inbox until Redis answers: {Reason}")]
    private partial void InboxWaits(string reason);

    [LoggerMessage(LogLevel.Error, "The inbox could not be moved into the log; the next look tries again")]
    private partial void MoveFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "An entry of the inbox that this version does not know is dropped: {Entry}")]
    private partial void NotUnderstood(string entry);
}
