using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Opens the catalog with the host, so that a broken bundled file ends the start, and follows the user's files and what
/// was loaded last.
/// </summary>
internal sealed class CatalogWatch(CatalogStore catalog, StateMirror mirror) : IHostedService
{
    public Task StartAsync(CancellationToken cancel)
    {
        catalog.Watch();
        mirror.Changed += Follow;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel)
    {
        mirror.Changed -= Follow;
        return Task.CompletedTask;
    }

    private void Follow(StateChange change)
    {
        if (change.Name == States.Good.Name) catalog.Look();
    }
}
