using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Import;

/// <summary>
/// Feeds the lines of the original's log into the inbox, a batch at a time, and leaves half of the inbox to what
/// happens now. How far it has come stands in Redis, so that it goes on there after a kill, and begins anew with a
/// Redis that knows nothing of it.
/// </summary>
internal sealed partial class OldLogFeed(
    ImportRecord record, DataDirectory data, RedisLink redis, TimeProvider time, ILogger<OldLogFeed> logger)
    : BackgroundService
{
    private const int Batch = 200, Room = Keys.InboxLimit / 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool isFeeding = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var log in record.Logs) await FeedAsync(log, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; the next one goes on.
        }
    }

    // Nothing tells when the inbox has room again.
    private async Task FeedAsync(OldLog log, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pause, time);
        IReadOnlyList<ConnectivityEntry>? lines = null;
        while (!await TryFeedAsync(log, () => lines ??= Read(log), stopping))
        {
            await timer.WaitForNextTickAsync(stopping);
        }
    }

    /// <returns>Whether there is nothing left to do.</returns>
    private async Task<bool> TryFeedAsync(
        OldLog log, Func<IReadOnlyList<ConnectivityEntry>> lines, CancellationToken stopping)
    {
        try
        {
            var old = new OldLines(redis, log.Digest);
            for (int? fed = await old.FedAsync(); fed < log.Count && fed < lines().Count;)
            {
                stopping.ThrowIfCancellationRequested();
                fed = await old.PushAsync(fed.Value, [.. lines().Skip(fed.Value).Take(Batch)], Room);
                if (fed is null) return false;
            }

            isFeeding = true;
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            if (isFeeding) FeedWaits(failure.Message);
            isFeeding = false;
            return false;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            CannotBeRead(log.File, refused.Message);
            return true;
        }
    }

    private IReadOnlyList<ConnectivityEntry> Read(OldLog log)
    {
        var bytes = File.ReadAllBytes(Path.Combine(data.Path, log.File));
        if (ImportWork.DigestOf(bytes) == log.Digest) return OldEvents.Read(bytes, log.At, log.Count).Lines;

        CannotBeRead(log.File, "It is not the file any more that was read at first.");
        return [];
    }

    [LoggerMessage(LogLevel.Warning, "The old log waits until Redis answers: {Reason}")]
    private partial void FeedWaits(string reason);

    [LoggerMessage(LogLevel.Warning, "Nothing more of {File} comes into the log: {Reason}")]
    private partial void CannotBeRead(string file, string reason);
}
