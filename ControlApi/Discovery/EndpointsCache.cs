using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Discovery;

/// <summary>
/// The answer of <c>/api/endpoints</c>, made anew when something that it is made of has changed, or has become too old
/// to count. Apps ask again and again: an answer that stands costs no more than its bytes.
/// </summary>
internal sealed class EndpointsCache : IDisposable
{
    private static readonly string[] Services = ["vllm", "parakeet", "magpie"];

    private static readonly HashSet<string> Sources =
        [States.Swap.Name, .. Services.Select(name => States.Service(name).Name)];

    private readonly StateMirror mirror;
    private readonly SettingsStore settings;
    private readonly TimeProvider time;
    private readonly IDisposable watch;
    private volatile EndpointsDocument? document;
    private long inputs;

    public EndpointsCache(StateMirror mirror, SettingsStore settings, TimeProvider time)
    {
        (this.mirror, this.settings, this.time) = (mirror, settings, time);
        settings.Changed += SettingsChanged;
        watch = mirror.Watch(_ => Move(), change =>
        {
            if (Sources.Contains(change.Name)) Move();
        });
    }

    /// <summary>Raised when the answer may have become another one. Handlers must not block.</summary>
    public event Action? Moved;

    /// <summary>Calls <paramref name="look"/> whenever it is raised, until the result is disposed.</summary>
    public IDisposable Watch(Action look)
    {
        Moved += look;
        return new Watcher(() => Moved -= look);
    }

    /// <summary>The answer for now.</summary>
    public EndpointsDocument Now()
    {
        var now = time.GetUtcNow();
        if (document is { } known && known.Inputs == Interlocked.Read(ref inputs) && known.HoldsAt(now)) return known;

        return document = Make(now);
    }

    public void Dispose()
    {
        settings.Changed -= SettingsChanged;
        watch.Dispose();
    }

    private EndpointsDocument Make(DateTimeOffset now)
    {
        // Read first: what changes while it is made makes the next one.
        var seen = Interlocked.Read(ref inputs);
        var swap = mirror.Value(States.Swap);
        var view = new EndpointsNow(
            settings.Current, swap, now, name => Freshness.Service(mirror, name, now)).Compose();
        return new(JsonSerializer.SerializeToUtf8Bytes(view, Wire.Options), seen, now, Until(swap, now));
    }

    // What was seen counts for 20 s, and a promise until the time that it names.
    private DateTimeOffset Until(SwapState? swap, DateTimeOffset now)
    {
        var times = Services
            .Select(name => mirror.Get(States.Service(name)))
            .SelectMany(seen => new[] { seen?.ObservedAt, seen?.Value.LastGood })
            .Select(at => at + Observed.CountsFor)
            .Append(swap?.Eta?.To - TimeSpan.FromTicks(1));
        return times.Where(at => at >= now).Min() ?? DateTimeOffset.MaxValue;
    }

    private void SettingsChanged(EffectiveSettings _) => Move();

    private void Move()
    {
        Interlocked.Increment(ref inputs);
        Moved?.Invoke();
    }

    private sealed class Watcher(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
