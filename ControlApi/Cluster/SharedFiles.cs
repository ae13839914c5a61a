using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>Publishes what only this service can read, settings and catalog, for the others to follow.</summary>
internal sealed partial class SharedFiles(
    SettingsStore settings, CatalogStore catalog, StateStore store, RedisLink redis, TimeProvider time,
    ILogger<SharedFiles> logger)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var wake = new SemaphoreSlim(1);
        settings.Changed += _ => wake.Release();
        catalog.Changed += _ => wake.Release();
        redis.Restored += () => wake.Release();

        while (!stopping.IsCancellationRequested)
        {
            await wake.WaitAsync(stopping);
            await PublishAsync(wake, stopping);
        }
    }

    private async Task PublishAsync(SemaphoreSlim wake, CancellationToken stopping)
    {
        try
        {
            await PublishAsync(States.Settings, settings.Current);
            await PublishAsync(States.Catalog, catalog.Current);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotPublished(away.Message);
            await Task.Delay(Again, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (redis.IsConnected) wake.Release();
        }
    }

    // A rev says that something is new: the same again is not written. What another version left behind is.
    private async Task PublishAsync<T>(StateKey<T> key, T value)
    {
        var stored = await store.ReadAsync(key);
        if (stored is null || Wire.Write(stored.Value) != Wire.Write(value)) await store.WriteAsync(key, value);
    }

    [LoggerMessage(LogLevel.Warning, "Settings and catalog are not published yet: {Reason}")]
    private partial void NotPublished(string reason);
}
