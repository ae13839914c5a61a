using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// What the holder of the cluster lease does to services: what clicks and HealthMonitor ask for, what a holder before
/// it left half-way, and memory caps. One thing at a time for each service; no service waits for another one.
/// </summary>
internal sealed partial class ServiceWork(
    RedisLink redis, StateMirror mirror, StateStore store, HealthActions machines, ServiceDriver driver,
    MemoryCaps caps, SettingsStore settings, TimeProvider time, ILogger<ServiceWork> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(1);

    private readonly HandOver requests = new(redis, redis.Keys.Requests);
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

        return watch;
    }

    private async Task LookAsync(Dictionary<string, Task> atWork, Lease lease, CancellationToken leading)
    {
        foreach (var (name, task) in atWork.ToList())
        {
            if (task.IsCompleted) atWork.Remove(name);
        }

        foreach (var task in await AskedAsync()) Begin(task);
        foreach (var task in await machines.TakeAsync(lease)) Begin(task);
        foreach (var task in await LeftAsync(atWork)) Begin(task);
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

    // What clicks have asked for and the driver of the cluster has taken for us.
    private async Task<IReadOnlyList<ServiceTask>> AskedAsync()
    {
        List<ServiceTask> tasks = [];
        foreach (var entry in await requests.UnsettledAsync())
        {
            if (ServiceOf(entry.Raw) is not { Service: { } service } request) continue;

            var action = (await store.ReadAsync(States.Action(service)))?.Value;
            if (action is { IsActive: true } && action.Id == request.Id) tasks.Add(new(action, entry));
            else await requests.SettleAsync(entry);
        }

        return tasks;
    }

    // An action whose request waits is begun when that was taken.
    private async Task<IReadOnlyList<ServiceTask>> LeftAsync(Dictionary<string, Task> atWork)
    {
        List<ServiceTask> tasks = [];
        foreach (var place in settings.Current.Services.Where(place => !atWork.ContainsKey(place.Name)))
        {
            if (mirror.Value(States.Action(place.Name)) is not { IsActive: true }) continue;

            var waiting = await requests.WaitingAsync();
            var action = (await store.ReadAsync(States.Action(place.Name)))?.Value;
            if (action is { IsActive: true } && waiting.All(raw => ServiceOf(raw)?.Id != action.Id))
                tasks.Add(new(action, null));
        }

        return tasks;
    }

    /// <summary>
    /// A request that is about a service; null for another one, and for what this version does not know.
    /// </summary>
    public static ClusterRequest? ServiceOf(string raw)
    {
        try
        {
            return Wire.Read<ClusterRequest>(raw) is { Kind: RequestKind.Service, Service: not null } request
                ? request
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
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

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: {Reason}")]
    private partial void RedisAway(string reason);
}
