using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Marks transcripts whose instance is gone as interrupted, whichever instance that was.</summary>
internal sealed partial class Interrupted(
    TranscriptStore store, TranscriptTimes times, TimeProvider time, ILogger<Interrupted> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(times.Renews, time);
        do await SweepAsync();
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task SweepAsync()
    {
        try
        {
            foreach (var id in await store.FindAbandonedAsync())
            {
                if (await store.InterruptAsync(id)) HasInterrupted(id);
            }
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // While Redis is away nobody's time runs; the next look finds the same.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Transcript {Id} was interrupted: the instance that ran it is gone")]
    private partial void HasInterrupted(string id);
}
