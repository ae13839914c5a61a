using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// Keeps the memory cap of a container as the settings have it: when they change, and when it was started. Where there
/// is none, only a cap that this panel has given is taken back.
/// </summary>
internal sealed class MemoryCaps(
    ClusterNodes nodes, StateMirror mirror, StateStore store, ServiceDesk desk, ServiceDriver driver,
    SettingsStore settings, TimeProvider time)
{
    private const string Name = ServiceViews.Capped;

    /// <summary>How long a container that is not there, or could not be given its cap, is left alone.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private Attempt? last;

    /// <summary>Whether a state says something about a cap.</summary>
    public static bool Concerns(string state) =>
        state == States.Settings.Name || state == States.Service(Name).Name;

    /// <summary>Whether the container is to be looked at; not on another panel's Spark. Read from memory.</summary>
    public bool IsDue
    {
        get
        {
            var wish = Now();
            return mirror.Value(States.Driver)?.AnotherPanel is null
                && CapRules.IsDue(wish.Place, wish.CapGib, mirror.Value(States.Cap(Name)), wish.StartedAt)
                && !(last is { } tried && tried.Wish == wish && time.GetUtcNow() < tried.NotBefore);
        }
    }

    /// <summary>Looks at the container, and gives it the cap if it has another one.</summary>
    public async Task LookAsync(Lease lease, CancellationToken leading)
    {
        var wish = Now();
        if (ServiceHindrance.Of(wish.Place) is not null) return;

        last = new(wish, time.GetUtcNow() + Again);
        var (node, container) = (wish.Place.Node!, wish.Place.Container!);
        if (nodes.For(node) is not { } shell) return;

        var look = await ServiceContainers.LookAsync(shell, container, leading);
        if (look.Presence != Presence.Present) return;

        var cap = new ServiceCap(node, container, wish.CapGib, look.StartedAt);
        if (CapRules.IsCapped(wish.CapGib, look)) await store.WriteAsync(States.Cap(Name), cap, lease);
        else if (look.Runs) await GiveAsync(wish, lease, leading);
        // Given to one that is stopped it would stand in the place of the stop, and make an outage of it.
        else last = new(wish, DateTimeOffset.MaxValue);
    }

    // One that docker refuses is not tried again until something changes.
    private async Task GiveAsync(Wish wish, Lease lease, CancellationToken leading)
    {
        var action = ServiceRules.Ask(Name, ServiceVerb.Cap, ActionSource.Settings, time.GetUtcNow());
        if ((await desk.BeginAsync(action, lease)).Answer != ServiceAnswer.Taken) return;

        var ended = await driver.CarryAsync(action, null, lease, leading);
        last = new(wish, CapRules.IsRefused(ended) ? DateTimeOffset.MaxValue : time.GetUtcNow() + Again);
    }

    private Wish Now()
    {
        var now = settings.Current;
        return new(
            now.Services.First(place => place.Name == Name), now.Parakeet.MemoryCapGib,
            mirror.Value(States.Service(Name))?.Container?.StartedAt);
    }

    private sealed record Wish(ServicePlace Place, int? CapGib, DateTimeOffset? StartedAt);

    private sealed record Attempt(Wish Wish, DateTimeOffset NotBefore);
}
