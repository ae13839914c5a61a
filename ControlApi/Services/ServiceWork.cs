using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// What the holder of the cluster lease does to services: what clicks and HealthMonitor ask for, what a holder before
/// it left half-way, and memory caps. One thing at a time for each service; no service waits for another one.
/// </summary>
internal sealed partial class ServiceWork(
    StateMirror mirror, OpenActions open, HealthActions machines, ServiceDriver driver, MemoryCaps caps,
    TimeProvider time, ILogger<ServiceWork> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(1);

    private readonly LookSignal looks = new();

    /// <summary>Asks for a look: a request was taken that is about a service.</summary>
    public void Look() => looks.Ask();

    /// <summary>Works until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        void Changed(StateChange change)
        {
            if (MemoryCaps.Concerns(change.Name) && caps.IsDue) Look();
        }

        var atWork = new Dictionary<string, Task>();
        IAsyncDisposable? watch = null;
        mirror.Changed += Changed;
        using var timer = time.CreateTimer(_ => Look(), null, LookAgain, LookAgain);
        Look();
        try
        {
            await foreach (var _ in looks.AllAsync(leading))
                watch = await TryLookAsync(watch, atWork, lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
        finally
        {
            mirror.Changed -= Changed;
            await Task.WhenAll(atWork.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (watch is not null) await EndAsync(watch);
        }
    }

    private async Task<IAsyncDisposable?> TryLookAsync(
        IAsyncDisposable? watch, Dictionary<string, Task> atWork, Lease lease, CancellationToken leading)
    {
        try
        {
            watch ??= await machines.WatchAsync(Look);
            await LookAsync(atWork, lease, leading);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            RedisAway(away.Message);
            await Task.Delay(Patience, time, leading);
            Look();
        }
        catch (Exception failure) when (!leading.IsCancellationRequested)
        {
            // One look that fails must not be the last one.
            LookFailed(failure);
            await Task.Delay(Patience, time, leading);
        }

        return watch;
    }

    private async Task LookAsync(Dictionary<string, Task> atWork, Lease lease, CancellationToken leading)
    {
        foreach (var (name, task) in atWork.ToList())
        {
            if (task.IsCompleted) atWork.Remove(name);
        }

        foreach (var task in await open.AskedAsync()) Begin(task);
        foreach (var task in await machines.TakeAsync(lease)) Begin(task);
        foreach (var task in await open.LeftAsync(atWork.Keys)) Begin(task);
        var capped = ServiceViews.Capped;
        if (!atWork.ContainsKey(capped) && caps.IsDue)
            atWork[capped] = QuietlyAsync(capped, () => caps.LookAsync(lease, leading), leading);

        void Begin(ServiceTask task)
        {
            var name = task.Action.Service;
            if (!atWork.ContainsKey(name)) atWork[name] = QuietlyAsync(name, () => CarryAsync(task), leading);
        }

        Task CarryAsync(ServiceTask task) => driver.CarryAsync(task.Action, task.Entry, lease, leading);
    }

    // What did not come to its end is taken up by the next look, where Redis says that it stands.
    private async Task QuietlyAsync(string service, Func<Task> act, CancellationToken leading)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // The lease is lost, or too old to be sure of.
        }
        catch (Exception failure)
        {
            WorkFailed(service, failure);
            await Task.Delay(Patience, time, leading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Look();
    }

    private static async Task EndAsync(IAsyncDisposable watch)
    {
        try
        {
            await watch.DisposeAsync();
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // The subscription has gone with the connection.
        }
    }

    [LoggerMessage(LogLevel.Error, "What is done to {Service} has failed; the next look takes it up")]
    private partial void WorkFailed(string service, Exception failure);

    [LoggerMessage(LogLevel.Error, "A look at what is to be done to services has failed; the next one tries again")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: {Reason}")]
    private partial void RedisAway(string reason);
}
