namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Opens the catalog with the host, so that a broken bundled file ends the start, and follows the user's files.
/// </summary>
internal sealed class CatalogWatch(CatalogStore catalog) : IHostedService
{
    public Task StartAsync(CancellationToken cancel)
    {
        catalog.Watch();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
}
