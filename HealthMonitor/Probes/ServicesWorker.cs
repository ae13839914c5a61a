using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;
using SparkControl.HealthMonitor.Speech;
using SparkControl.HealthMonitor.Watchdog;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// Keeps one loop for each service of the settings, and tells each what it should look at at once: settings, a swap, an
/// action, a report, the lease, Redis that is back.
/// </summary>
internal sealed partial class ServicesWorker(
    ServiceLoopParts parts, GoneServices goneServices, ShedOrders sheds, ReportNews reports,
    ILogger<ServicesWorker> logger) : BackgroundService
{
    private const string Actions = "action:";

    private readonly ConcurrentDictionary<string, ServiceLoop> loops = new();
    private readonly LookSignal turns = new();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        parts.Mirror.Changed += OnChange;
        parts.Leadership.Gained += OnGain;
        parts.Redis.Restored += LookAtAll;
        sheds.Given += Shed;
        reports.Arrived += OnReport;
        Turn();
        try
        {
            // What is gone is told by what is there: all of it has to be known.
            await parts.Mirror.Loaded.WaitAsync(stopping);
            await foreach (var _ in turns.AllAsync(stopping)) await FollowSettingsAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            parts.Mirror.Changed -= OnChange;
            parts.Leadership.Gained -= OnGain;
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
        await TryForgetAsync(wanted);
    }

    // What cannot be written now is found again when the lease is ours next, or with the next settings.
    private async Task TryForgetAsync(HashSet<string> wanted)
    {
        if (parts.Leadership.Lease is not { } lease) return;

        try
        {
            foreach (var gone in goneServices.Among(wanted)) await goneServices.ForgetAsync(gone, lease);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            NotForgotten(failure.Message);
        }
    }

    private void OnGain()
    {
        LookAtAll();
        Turn();
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

    [LoggerMessage(LogLevel.Warning, "What the settings do not name any more is told of when Redis answers: {Reason}")]
    private partial void NotForgotten(string reason);
}
