using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;
using SparkControl.HealthMonitor.Speech;
using SparkControl.HealthMonitor.Watchdog;
using SparkControl.ServiceDefaults;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// Keeps one loop for each service of the settings, and tells each what it should look at at once: settings, a swap, an
/// action, a report, the lease, Redis that is back.
/// </summary>
internal sealed class ServicesWorker(ServiceLoopParts parts, ShedOrders sheds, ReportNews reports) : BackgroundService
{
    private const string Actions = "action:";

    private readonly ConcurrentDictionary<string, ServiceLoop> loops = new();
    private readonly LookSignal turns = new();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        parts.Mirror.Changed += OnChange;
        parts.Leadership.Gained += LookAtAll;
        parts.Redis.Restored += LookAtAll;
        sheds.Given += Shed;
        reports.Arrived += OnReport;
        Turn();
        try
        {
            await foreach (var _ in turns.AllAsync(stopping)) await FollowSettingsAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            parts.Mirror.Changed -= OnChange;
            parts.Leadership.Gained -= LookAtAll;
            parts.Redis.Restored -= LookAtAll;
            sheds.Given -= Shed;
            reports.Arrived -= OnReport;
            await Task.WhenAll(loops.Values.Select(loop => loop.DisposeAsync().AsTask()));
        }
    }

    private void Turn() => turns.Ask();

    private async Task FollowSettingsAsync()
    {
        var wanted = WatchedPlaces.Of(parts.Mirror.Value(States.Settings)).Select(place => place.Name).ToHashSet();
        // Settings that cannot be used are no word that nothing is wanted any more.
        if (wanted.Count == 0) return;

        foreach (var gone in loops.Keys.Except(wanted).ToList())
        {
            if (loops.TryRemove(gone, out var loop)) await loop.DisposeAsync();
        }

        LookAtAll();
        foreach (var service in wanted.Except(loops.Keys).ToList()) loops[service] = new(service, parts);
    }

    private void OnChange(StateChange change)
    {
        if (change.Name == States.Settings.Name)
            Turn();
        else if (change.Name == States.Swap.Name)
            Find("vllm")?.LookAfter(parts.Mirror.Value(States.Swap));
        else if (change.Name.StartsWith(Actions, StringComparison.Ordinal))
            OnAction(change.Name[Actions.Length..]);
    }

    private void OnAction(string service) => Find(service)?.LookAfter(parts.Mirror.Value(States.Action(service)));

    private void LookAtAll()
    {
        foreach (var loop in loops.Values) loop.Look();
    }

    private void OnReport(ConnectivityEntry entry)
    {
        if (GpuReport.Is(entry)) Find(entry.Service)?.LookDeeper(entry);
    }

    private void Shed(string service, string reason) => Find(service)?.Shed(reason);

    private ServiceLoop? Find(string service) => loops.GetValueOrDefault(service);
}
