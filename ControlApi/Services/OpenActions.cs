using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Services;

/// <summary>Actions that have not ended: those that clicks have asked for, and those that were left half-way.</summary>
internal sealed class OpenActions(RedisLink redis, StateMirror mirror, StateStore store, SettingsStore settings)
{
    private readonly HandOver requests = new(redis, redis.Keys.Requests);

    /// <summary>What clicks have asked for and the driver of the cluster has taken for us.</summary>
    public async Task<IReadOnlyList<ServiceTask>> AskedAsync()
    {
        List<ServiceTask> tasks = [];
        foreach (var entry in await requests.UnsettledAsync())
        {
            if (RequestIn(entry.Raw) is not { Service: { } service } request) continue;

            var action = (await store.ReadAsync(States.Action(service)))?.Value;
            if (action is { IsActive: true } && action.Id == request.Id) tasks.Add(new(action, entry));
            else await requests.SettleAsync(entry);
        }

        return tasks;
    }

    /// <summary>What a holder before us, or we, did not bring to its end.</summary>
    /// <param name="atWork">The services at which somebody is: theirs goes on.</param>
    public async Task<IReadOnlyList<ServiceTask>> LeftAsync(IReadOnlyCollection<string> atWork)
    {
        List<ServiceTask> tasks = [];
        foreach (var place in settings.Current.Services.Where(place => !atWork.Contains(place.Name)))
        {
            if (mirror.Value(States.Action(place.Name)) is not { IsActive: true }) continue;

            // An action whose request waits is begun when that was taken.
            var waiting = await requests.WaitingAsync();
            var action = (await store.ReadAsync(States.Action(place.Name)))?.Value;
            if (action is { IsActive: true } && waiting.All(raw => RequestIn(raw)?.Id != action.Id))
                tasks.Add(new(action, null));
        }

        return tasks;
    }

    /// <summary>
    /// A request that is about a service; null for another one, and for what this version does not know.
    /// </summary>
    public static ClusterRequest? RequestIn(string raw)
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
}
