using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.HealthMonitor.Watchdog;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>
/// Keeps one watch a node while this instance leads, each in its own time, so that one that hangs delays no other.
/// A standby leaves the nodes alone, and who leads again begins anew: another one may have watched meanwhile.
/// </summary>
internal sealed partial class NodeWorker(
    StateMirror mirror, StateStore store, RedisLink redis, ConnectivityLog log, HealthLeadership leadership,
    Func<SparkSettings, ISparkShell> shells, NodeShells open, ShedOrders sheds, TimeProvider time,
    ILogger<NodeWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly LookSignal looks = new();

    private Lease? led;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        mirror.Changed += OnChange;
        leadership.Gained += Look;
        Look();
        var watches = new Dictionary<string, Watch>();
        try
        {
            // What is gone is told by what is there: all of it has to be known.
            await mirror.Loaded.WaitAsync(stopping);
            await foreach (var _ in looks.AllAsync(stopping)) await FollowAsync(watches);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            mirror.Changed -= OnChange;
            leadership.Gained -= Look;
            await Task.WhenAll(watches.Values.Select(watch => watch.EndAsync()));
        }
    }

    private void Look() => looks.Ask();

    private void OnChange(StateChange change)
    {
        if (change.Name == States.Settings.Name) Look();
    }

    private async Task FollowAsync(Dictionary<string, Watch> watches)
    {
        var lease = leadership.Lease;
        if (lease != led) await EndAsync(watches, [.. watches.Keys]);
        if (lease is not null && lease != led) lease.Lost.Register(Look);
        led = lease;
        if (lease is null || mirror.Value(States.Settings) is not { } settings) return;

        var wanted = settings.Nodes.ToDictionary(node => Wire.Write(node));
        await EndAsync(watches, [.. watches.Keys.Except(wanted.Keys)]);
        foreach (var text in wanted.Keys.Except(watches.Keys).ToList()) watches[text] = Begin(wanted[text], lease);
        await TryForgetAsync(settings, lease);
    }

    private async Task TryForgetAsync(EffectiveSettings settings, Lease lease)
    {
        try
        {
            await GoneNodes.ForgetAsync(mirror, store, redis, settings, lease);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // Found again with the next settings, or when the lease is ours next.
        }
    }

    private static async Task EndAsync(Dictionary<string, Watch> watches, IReadOnlyList<string> gone)
    {
        await Task.WhenAll(gone.Select(text => watches[text].EndAsync()));
        foreach (var text in gone) watches.Remove(text);
    }

    private Watch Begin(SparkSettings node, Lease lease)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost);
        return new(WatchAsync(node, lease, end.Token), end);
    }

    private async Task WatchAsync(SparkSettings node, Lease lease, CancellationToken ending)
    {
        await using var shell = shells(node);
        var stored = mirror.Value(States.Node(node.Name));
        var sampler = new NodeSampler(node, shell, time, stored);
        var guard = new NodeGuard(node, log, sheds, new(redis), stored);
        var series = new SeriesStore(redis, States.Node(node.Name).Name);
        using var timer = new PeriodicTimer(Every, time);
        var isSampling = true;
        open.Add(shell);
        while (!ending.IsCancellationRequested)
        {
            // One odd answer of a node must not end the watch on it; the log hears of the first in a row.
            var failure = await SampleAsync(node, sampler, guard, series, lease, ending);
            if (failure is not null && isSampling) SampleFailed(node.Name, failure);
            isSampling = failure is null;
            await ((Task)timer.WaitForNextTickAsync(ending).AsTask())
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        open.Remove(shell);
    }

    /// <returns>What was odd about it; null where nothing was.</returns>
    private async Task<Exception?> SampleAsync(
        SparkSettings node, NodeSampler sampler, NodeGuard guard, SeriesStore series, Lease lease,
        CancellationToken ending)
    {
        try
        {
            if (mirror.Value(States.Settings) is not { } settings) return null;

            // The tick's time: a sample takes as long as it takes, and two of them may not share a point.
            var asked = time.GetUtcNow();
            var status = guard.Look(await sampler.SampleAsync(settings, ending), settings);
            await store.WriteAsync(States.Node(node.Name), status, lease);
            await guard.TellAsync(lease);
            // What an older sample has said is no measurement of now.
            if (status is { Stale: false, Sample: { } sample })
                await series.AddAsync(SeriesPoint.Of(asked, NodeSeries.Of(sample)), lease);
            return null;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or OperationCanceledException)
        {
            // The next sample, 5 s later, says as much; the last good figures are kept by the sampler.
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    [LoggerMessage(LogLevel.Error, "A sample of {Node} failed; the next ones go on")]
    private partial void SampleFailed(string node, Exception failure);

    private sealed record Watch(Task Running, CancellationTokenSource Source)
    {
        public async Task EndAsync()
        {
            await Source.CancelAsync();
            await Running;
            Source.Dispose();
        }
    }
}
