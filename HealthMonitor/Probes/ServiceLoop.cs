using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Watchdog;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// Looks at one service every 5 s, and at once when it is told to, in its own time: one that hangs delays no other.
/// A standby looks too, so that it knows when it takes over; the leader writes.
/// </summary>
internal sealed partial class ServiceLoop : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly LookSignal looks = new();

    private readonly CancellationTokenSource ending = new();
    private readonly string name;
    private readonly ServiceLoopParts parts;
    private readonly ILogger<ServiceLoop> logger;
    private readonly StateKey<ServiceState> key;
    private readonly ServiceWatch watch;
    private readonly SeriesStore series;
    private readonly ServiceWriter writer;
    private readonly LastSwap swaps;
    private readonly ShedDesk sheds;
    private readonly CrashLog crashes;
    private readonly Task running;
    private Lease? led;
    private ConnectivityEntry? report;
    private bool isWritten = true;
    private bool isLooking = true;

    /// <summary>Begins at once.</summary>
    public ServiceLoop(string name, ServiceLoopParts parts)
    {
        (this.name, this.parts, logger) = (name, parts, parts.Logger);
        key = States.Service(name);
        watch = new(name, parts.Time);
        series = new(parts.Redis, key.Name);
        writer = new(name, parts.Store, parts.Log, parts.Time);
        swaps = new(parts.Redis);
        sheds = new(name, parts.Redis, parts.Time);
        crashes = new(parts.Shells, Look);
        running = Task.WhenAll(Task.Run(TickAsync), Task.Run(LookOnAsync));
    }

    /// <summary>Looks as soon as the look in progress has ended.</summary>
    public void Look() => looks.Ask();

    /// <summary>Looks if a swap has moved on.</summary>
    public void LookAfter(SwapState? swap)
    {
        if (!watch.IsNews(swap)) return;

        using var heard = SwapHeard.Start(swap);
        Look();
    }

    /// <summary>Looks if an action has begun or ended.</summary>
    public void LookAfter(ServiceAction? action)
    {
        if (watch.IsNews(action)) Look();
    }

    /// <summary>Looks at more than usual, because a client has reported an error of the GPU.</summary>
    public void LookDeeper(ConnectivityEntry said)
    {
        Interlocked.Exchange(ref report, said);
        Look();
    }

    /// <summary>Asks for the service to be stopped, so that its node has room.</summary>
    public void Shed(string reason)
    {
        sheds.Order(reason);
        Look();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        watch.Dispose();
        ending.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(Every, parts.Time);
        while (!ending.IsCancellationRequested)
        {
            Look();
            await ((Task)timer.WaitForNextTickAsync(ending.Token).AsTask())
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookOnAsync()
    {
        try
        {
            await foreach (var _ in looks.AllAsync(ending.Token))
            {
                var begun = parts.Time.GetTimestamp();
                await TryLookAsync();
                if (!watch.IsInDoubt) continue;

                var left = Soon - parts.Time.GetElapsedTime(begun);
                if (left > TimeSpan.Zero) await Task.Delay(left, parts.Time, ending.Token);
                Look();
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nobody wants to know any more.
        }
    }

    // Whatever was odd this time, the next look is due in 5 s; the log hears of the first in a row.
    private async Task TryLookAsync()
    {
        try
        {
            await LookAsync();
            isLooking = true;
        }
        catch (Exception failure) when (!ending.IsCancellationRequested)
        {
            if (isLooking) LookFailed(name, failure);
            isLooking = false;
        }
    }

    private async Task LookAsync()
    {
        if (parts.Mirror.Value(States.Settings) is not { } settings) return;
        if (WatchedPlaces.Of(settings).FirstOrDefault(place => place.Name == name) is not { } place) return;

        var lease = parts.Leadership.Lease;
        var said = Interlocked.Exchange(ref report, null);
        var swap = await swaps.OfAsync(parts.Mirror.Value(States.Swap));
        var around = Surroundings.Of(place, settings, parts.Mirror, swap, parts.Time.GetUtcNow()) with
        {
            Leads = lease is not null,
            MayAsk = lease is not null && settings.Canary,
            LooksDeeper = said is not null
        };
        TakeIn(lease);
        var before = watch.Container;
        var seen = await watch.LookAsync(around, parts.Mirror.Get(key), ending.Token);
        crashes.Follow(place, before, watch.Container, ending.Token);
        if (said is not null) LooksDeeper(said.Source ?? "A client", name);

        (seen, watch.Decisions) = sheds.Decide(seen, watch.Decisions, lease is not null);
        writer.Note(seen);
        parts.Seen.Note(seen, parts.Time.GetUtcNow());
        if (lease is not null) await WriteAsync(seen, place.Node, lease);
    }

    private void TakeIn(Lease? lease)
    {
        if (crashes.Take() is { } read) watch.Container = watch.Container with { InLog = read.Trouble };
        // Whoever leads decides: what it has decided is where the next one goes on.
        if (lease is null || lease != led) watch.Decisions = MachineDecisions.Of(parts.Mirror.Value(key));
        led = lease;
    }

    private async Task WriteAsync(ServiceState seen, string? node, Lease lease)
    {
        try
        {
            if (await writer.WriteAsync(seen, node, lease)) await sheds.PushAsync(writer.StoredN ?? seen.N);
            await PlotAsync(seen, lease);
            isWritten = true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            if (isWritten) NotWritten(name, failure.Message);
            isWritten = false;
        }
    }

    // Without a model there is nothing to plot: a day of nothing is a gap, not a line of nulls.
    private async Task PlotAsync(ServiceState seen, Lease lease)
    {
        if (seen.Tokens is not { } tokens) return;

        await series.AddAsync(SeriesPoint.Of(parts.Time.GetUtcNow(), TokenSeries.Of(tokens)), lease);
    }

    [LoggerMessage(LogLevel.Error, "A look at {Service} failed; the next ones go on")]
    private partial void LookFailed(string service, Exception failure);

    [LoggerMessage(LogLevel.Warning, "What was seen of {Service} waits until Redis takes it: {Reason}")]
    private partial void NotWritten(string service, string reason);

    [LoggerMessage(
        LogLevel.Information, "{Client} reported an error of the GPU: {Service} is asked to show that it works")]
    private partial void LooksDeeper(string client, string service);
}
