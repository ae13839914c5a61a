using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.HealthMonitor.Probes;
using SparkControl.HealthMonitor.Sampling;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Keeps what a container printed last when its service has gone down: read beside the probes, once for each change,
/// while this instance leads. Changes that the leader before did not come to are found in the log.
/// </summary>
internal sealed partial class ContainerLogWorker(
    StateMirror mirror, ConnectivityLog log, ContainerLogStore store, NodeShells shells, HealthLeadership leadership,
    TimeProvider time, ILogger<ContainerLogWorker> logger) : BackgroundService
{
    private const int Changes = 200, Lines = 200;

    /// <summary>A node that is silent may be back, and what was written late is as old as this at most.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15), LookAgain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ConnectivityEntry> waiting = new();
    private readonly LookSignal looks = new();
    private Lease? led;
    private bool isReading = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        log.Changed += OnChange;
        leadership.Gained += Look;
        await using var timer = time.CreateTimer(_ => Look(), null, LookAgain, LookAgain);
        Look();
        try
        {
            await foreach (var _ in looks.AllAsync(stopping)) await TryLookAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            log.Changed -= OnChange;
            leadership.Gained -= Look;
        }
    }

    private void Look() => looks.Ask();

    private void OnChange(ConnectivityEntry change)
    {
        if (!IncidentRules.IsDown(change)) return;

        waiting[change.Id] = change;
        Look();
    }

    private async Task TryLookAsync(CancellationToken stopping)
    {
        try
        {
            if (leadership.Lease is not { } lease) return;

            if (lease != led) await TakeUpAsync();
            led = lease;
            await Task.WhenAll(waiting.Values.Select(change => ReadAsync(change, lease, stopping)));
            isReading = true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            // What waits is looked at again.
            if (isReading && failure is RedisException or TimeoutException) LogsWait(failure.Message);
            else if (isReading) ReadFailed(failure);
            isReading = false;
        }
    }

    private async Task TakeUpAsync()
    {
        waiting.Clear();
        var recent = new ConnectivityFilter { Kinds = [ConnectivityKind.Transition], From = time.GetUtcNow() - Late };
        var page = await log.ReadAsync(recent, null, Changes);
        var kept = await store.ChangesAsync();
        foreach (var change in page.Entries.Where(change => !change.IsOld && !kept.Contains(change.Id)))
            OnChange(change);
    }

    private async Task ReadAsync(ConnectivityEntry change, Lease lease, CancellationToken stopping)
    {
        if (mirror.Value(States.Settings) is not { } settings) return;

        var place = WatchedPlaces.Of(settings).FirstOrDefault(place => place.Name == change.Service);
        var isReadable = place is { Node: not null, Container: not null, Disabled: false };
        if (!isReadable || time.GetUtcNow() - change.At > Late || await IsReadAsync(change, place!, lease, stopping))
            waiting.TryRemove(change.Id, out _);
    }

    // False where it may be had later: the node or its docker is silent, or nobody watches the node yet.
    private async Task<bool> IsReadAsync(
        ConnectivityEntry change, ServicePlace place, Lease lease, CancellationToken stopping)
    {
        var (node, container) = (place.Node!, place.Container!);
        if (await LastAsync(node, container, stopping) is not { Presence: not Presence.Unknown } look) return false;

        var now = time.GetUtcNow();
        var sight = ContainerSight.Of(mirror.Value(States.Node(node)), place.Host, container, now);
        var lines = LastWords.Of(look.Lines, change, sight);
        return lines.Count == 0
            || await store.WriteAsync(new(change.Id, change.Service, node, container, now, lines), lease);
    }

    private async Task<LogLook?> LastAsync(string node, string container, CancellationToken stopping)
    {
        try
        {
            return shells.Find(node) is { } shell
                ? await ServiceContainers.LastAsync(shell, container, Lines, time, stopping)
                : null;
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The node is not watched any more, or anew.
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What containers have printed is not kept until Redis answers: {Reason}")]
    private partial void LogsWait(string reason);

    [LoggerMessage(LogLevel.Error, "What containers have printed could not be kept; the next look tries again")]
    private partial void ReadFailed(Exception failure);
}
