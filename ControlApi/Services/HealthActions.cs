using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Services;

/// <summary>An action that is to be driven, and the entry that is settled with its outcome.</summary>
internal sealed record ServiceTask(ServiceAction Action, HandOverEntry? Entry);

/// <summary>Takes what HealthMonitor asks for: clicks of a machine, done only while their reason stands.</summary>
internal sealed partial class HealthActions(
    RedisLink redis, StateStore store, ServiceDesk desk, SettingsStore settings, TimeProvider time,
    ILogger<HealthActions> logger)
{
    private readonly HandOver actions = new(redis, redis.Keys.Actions);

    /// <summary>Calls <paramref name="look"/> when something was handed over.</summary>
    public Task<IAsyncDisposable> WatchAsync(Action look) => actions.WatchAsync(look);

    /// <summary>What is to be driven of all that was handed over; the rest is settled.</summary>
    public async Task<IReadOnlyList<ServiceTask>> TakeAsync(Lease lease)
    {
        while (await actions.TakeAsync(lease) is not null)
        {
            // It waits in the list of those taken until its outcome is written.
        }

        List<ServiceTask> tasks = [];
        foreach (var entry in await actions.UnsettledAsync())
        {
            if (Read(entry.Raw) is not { } asked) await actions.SettleAsync(entry);
            else if (await OfAsync(asked, entry, lease) is { } task) tasks.Add(task);
        }

        return tasks;
    }

    private async Task<ServiceTask?> OfAsync(HealthAction asked, HandOverEntry entry, Lease lease)
    {
        var isWatched = settings.Current.Services.Any(place => place.Name == asked.Service);
        var last = (await store.ReadAsync(States.Action(asked.Service)))?.Value;
        var n = (await store.ReadAsync(States.Service(asked.Service)))?.Value.N;
        var decision = ServiceRules.Decide(asked, isWatched, n, last, time.GetUtcNow());
        if (decision == HealthDecision.GoOn && last is not null) return new(last, entry);
        if (decision == HealthDecision.Begin) return await BeginAsync(ServiceRules.Of(asked), entry, lease);

        if (decision != HealthDecision.Ended) NotDone(asked.Service, asked.Verb, asked.Source, decision);
        await actions.SettleAsync(entry);
        return null;
    }

    // Whoever has begun something else meanwhile comes first; the entry is looked at again.
    private async Task<ServiceTask?> BeginAsync(ServiceAction action, HandOverEntry entry, Lease lease) =>
        (await desk.BeginAsync(action, lease)).Answer == ServiceAnswer.Taken ? new(action, entry) : null;

    // A newer version may ask what this one does not know: that is dropped, or nothing would be taken any more.
    private HealthAction? Read(string raw)
    {
        try
        {
            return Wire.Read<HealthAction>(raw);
        }
        catch (JsonException)
        {
            NotUnderstood(raw);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Service}: {Verb}, asked by {Source}, is not done: {Decision}")]
    private partial void NotDone(string service, ServiceVerb verb, string source, HealthDecision decision);

    [LoggerMessage(LogLevel.Warning, "An action that this version does not know is dropped: {Action}")]
    private partial void NotUnderstood(string action);
}
