namespace SparkControl.ControlApi.Settings;

/// <summary>
/// Opens the settings with the host, so that what is wrong is known at the start, and follows their files.
/// </summary>
internal sealed class SettingsWatch(SettingsStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancel)
    {
        store.Watch();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
}
