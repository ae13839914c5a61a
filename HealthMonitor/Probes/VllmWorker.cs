using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;
using SparkControl.HealthMonitor.Leadership;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// Looks at vLLM every 5 s, and at once when settings change, a swap moves to another phase or the lease becomes ours.
/// A standby looks too, so that it knows when it takes over; the leader writes.
/// </summary>
internal sealed partial class VllmWorker(
    StateMirror mirror, StateStore store, ConnectivityLog log, RedisLink redis, HealthLeadership leadership,
    TimeProvider time, ILogger<VllmWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly StateKey<ServiceState> Key = States.Service(VllmWatch.Name);

    private readonly Channel<bool> looks =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly VllmWatch watch = new(time);
    private readonly SeriesStore series = new(redis, Key.Name);
    private readonly ServiceWriter writer = new(VllmWatch.Name, store, log, time);
    private bool isWritten = true;
    private bool isLooking = true;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        mirror.Changed += OnChange;
        leadership.Gained += Look;
        redis.Restored += Look;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var ticking = TickAsync(ending.Token);
        try
        {
            await foreach (var _ in looks.Reader.ReadAllAsync(stopping)) await TryLookAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            mirror.Changed -= OnChange;
            leadership.Gained -= Look;
            redis.Restored -= Look;
            watch.Dispose();
            await ending.CancelAsync();
            await ticking;
        }
    }

    private void Look() => looks.Writer.TryWrite(true);

    private void OnChange(StateChange change)
    {
        var isNews = change.Name == States.Settings.Name
            || (change.Name == States.Swap.Name && watch.IsNews(mirror.Value(States.Swap)));
        if (isNews) Look();
    }

    private async Task TickAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stopping.IsCancellationRequested)
        {
            Look();
            await ((Task)timer.WaitForNextTickAsync(stopping).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whatever was odd this time, the next look is due in 5 s; the log hears of the first in a row.
    private async Task TryLookAsync(CancellationToken stopping)
    {
        try
        {
            await LookAsync(stopping);
            isLooking = true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (isLooking) LookFailed(failure);
            isLooking = false;
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        if (mirror.Value(States.Settings) is not { } settings) return;

        var seen = await watch.LookAsync(
            settings, mirror.Value(States.Swap), mirror.Get(Key), stopping);
        writer.Note(seen);
        if (leadership.Lease is { } lease) await WriteAsync(seen, settings.Spark1?.Name, lease);
    }

    private async Task WriteAsync(ServiceState seen, string? node, Lease lease)
    {
        try
        {
            await writer.WriteAsync(seen, node, lease);
            await PlotAsync(seen, lease);
            isWritten = true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            if (isWritten) NotWritten(failure.Message);
            isWritten = false;
        }
    }

    // Without a model there is nothing to plot: a day of nothing is a gap, not a line of nulls.
    private async Task PlotAsync(ServiceState seen, Lease lease)
    {
        if (seen.Tokens is not { } tokens) return;

        await series.AddAsync(SeriesPoint.Of(time.GetUtcNow(), TokenSeries.Of(tokens)), lease);
    }

    [LoggerMessage(LogLevel.Error, "A look at vLLM failed; the next ones go on")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "What was seen of vLLM waits until Redis takes it: {Reason}")]
    private partial void NotWritten(string reason);
}
