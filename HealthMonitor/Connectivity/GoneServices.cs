using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Probes;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// Says of services that the settings do not name any more that they are not configured, so that nobody waits for them,
/// and drops what was measured of them.
/// </summary>
internal sealed class GoneServices(
    StateMirror mirror, StateStore store, ConnectivityLog log, RedisLink redis, TimeProvider time)
{
    /// <summary>Services that something is said of and that nobody wants.</summary>
    public IReadOnlyList<string> Among(IReadOnlySet<string> wanted) =>
    [
        .. Measured.Names(mirror, States.Service("").Name)
            .Where(name => !wanted.Contains(name) && IsSaid(mirror.Value(States.Service(name))))
    ];

    /// <summary>Drops what was measured, and says last that it is gone: until then it is tried again.</summary>
    public async Task ForgetAsync(string service, Lease lease)
    {
        var key = States.Service(service);
        if (await IsWantedAsync(service)) return;
        if (await store.ReadAsync(key) is not { Value: var last } || !IsSaid(last)) return;

        await Measured.DropAsync(redis, lease, key.Name, redis.Keys.Uptime(service));
        var gone = new ServiceState
        {
            Name = service,
            Kind = last.Kind,
            Verdict = ServiceVerdict.NotConfigured,
            Since = time.GetUtcNow(),
            N = last.N + 1,
            Evidence = "The settings do not name it any more."
        };
        await log.WriteAsync(gone, ConnectivityEntry.Transition(last.Verdict, gone), lease);
    }

    // What is in memory may be older than the service.
    private async Task<bool> IsWantedAsync(string service)
    {
        var places = WatchedPlaces.Of((await store.ReadAsync(States.Settings))?.Value);
        return places.Count == 0 || places.Any(place => place.Name == service);
    }

    private static bool IsSaid(ServiceState? state) => state is { Verdict: not ServiceVerdict.NotConfigured };
}
