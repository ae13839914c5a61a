using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Settings;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>What a client wants to hear.</summary>
internal sealed record EventWish
{
    /// <summary>The job whose log is wanted; null for none.</summary>
    public string? Log { get; init; }

    /// <summary>No log has so many; above it neither Redis's scripts nor a browser count exactly.</summary>
    public const long LastLine = 1L << 53;

    /// <summary>The first line wanted, from 1.</summary>
    public long From { get; init; } = 1;

    /// <summary>Whether a state key is wanted.</summary>
    public Func<string, bool> Key { get; init; } = _ => true;

    /// <summary>Whether it is to be told where everything is, too.</summary>
    public bool Endpoints { get; init; }

    /// <summary>Whether nothing more will come, once the log is drained.</summary>
    public Func<bool> IsOver { get; init; } = () => false;
}

/// <summary>
/// The events of one client: a snapshot, then each change and each line without a gap that is not named. A slow
/// client costs no memory: of a key only the newest value waits, and lines wait in Redis.
/// </summary>
internal sealed class EventStream(
    StateMirror mirror, SettingsStore settings, CatalogStore catalog, LogStore logs, ChannelNews news,
    EndpointsCache endpoints, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        EventWish wish, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var wake = new SemaphoreSlim(1, 1);
        var untold = new Untold();
        using var states = mirror.Watch(
            all =>
            {
                untold.Everything(Snapshot(OrOwn(all).Where(c => wish.Key(c.Name)).Select(PublicJson.Of)));
                Wake(wake);
            },
            change =>
            {
                if (!wish.Key(change.Name)) return;
                untold.Change(change);
                Wake(wake);
            });
        using var lines = wish.Log is null ? null : news.Watch(wish.Log, _ => Wake(wake));

        using var places = wish.Endpoints ? endpoints.Watch(() => Wake(wake)) : null;

        var next = Math.Clamp(wish.From, 1, EventWish.LastLine);
        // Said at the beginning too: a page may come back from a time when it was.
        string? stale = null;
        EndpointsDocument? place = null;
        while (!cancel.IsCancellationRequested)
        {
            var over = wish.IsOver();
            var (snapshot, changes) = untold.Take();
            if (snapshot is not null) yield return Item("snapshot", snapshot);
            foreach (var change in changes) yield return Item("change", Change(PublicJson.Of(change)));

            if (Stale() is var now && now != stale) yield return Item("stale", stale = now);

            if (wish.Endpoints && endpoints.Now() is var present && present != place)
            {
                if (present.Tag != place?.Tag) yield return Item("endpoints", Encoding.UTF8.GetString(present.Json));
                place = present;
            }

            var more = false;
            if (wish.Log is { } job && await SliceAsync(job, next) is { } slice)
            {
                if (slice.From > next) yield return Item("gap", Gap(job, next, slice.From - 1), slice.From);
                if (slice.Lines.Count > 0)
                {
                    next = slice.From + slice.Lines.Count;
                    yield return Item("log", Wire.Write(new LogEvent(job, slice.From, slice.Lines)), next);
                }

                more = next < slice.Next;
            }

            if (over && !more) yield break;
            // A page that hears nothing for longer knows that the panel is gone, even if the connection does not say
            // so.
            var quiet = place?.HoldsFor(Quiet, time) ?? Quiet;
            if (!more && !await wake.WaitAsync(quiet, cancel)) yield return Item("ping", "{}");
        }
    }

    private async Task<LogSlice?> SliceAsync(string job, long from)
    {
        try
        {
            return await logs.ReadAsync(job, from);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // The lines are still there when Redis is back; a look is asked for then.
            return null;
        }
    }

    private static void Wake(SemaphoreSlim wake)
    {
        try
        {
            if (wake.CurrentCount == 0) wake.Release();
        }
        catch (Exception late) when (late is ObjectDisposedException or SemaphoreFullException)
        {
            // The client has left, or another change has woken it just now.
        }
    }

    // Before Redis has ever answered, what this instance has read from its own files is known, and nothing else.
    private IEnumerable<StateChange> OrOwn(IReadOnlyList<StateChange> all) => !mirror.IsBlank
        ? all
        : [Own(States.Settings, settings.Current), Own(States.Catalog, catalog.Current)];

    private StateChange Own<T>(StateKey<T> key, T value) =>
        new(key.Name, 0, Wire.Write(new Observed<T>(0, time.GetUtcNow(), value)));

    // Less than a second of it is some, and 0 is none.
    private string Stale()
    {
        var seconds = Math.Ceiling(mirror.Staleness?.TotalSeconds ?? 0);
        return FormattableString.Invariant(
            $$"""{"seconds":{{seconds}},"blank":{{(mirror.IsBlank ? "true" : "false")}}}""");
    }

    // The stored text is passed on as it is: next to nothing is read and written again for each client.
    private string Snapshot(IEnumerable<StateChange> all)
    {
        var text = new StringBuilder("{\"now\":\"")
            .Append(time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        if (mirror.Generation is { } generation) text.Append("\",\"generation\":\"").Append(generation);
        text.Append("\",\"keys\":{");
        var comma = "";
        foreach (var change in all)
        {
            text.Append(comma).Append('"').Append(change.Name).Append("\":").Append(change.Json);
            comma = ",";
        }

        return text.Append("}}").ToString();
    }

    private static string Change(StateChange change) => $"{{\"key\":\"{change.Name}\",{change.Json[1..]}";

    private static string Gap(string job, long from, long to) =>
        FormattableString.Invariant($$"""{"job":"{{job}}","from":{{from}},"to":{{to}}}""");

    private static SseItem<string> Item(string type, string data, long? id = null) =>
        new(data, type) { EventId = id?.ToString(CultureInfo.InvariantCulture) };

    private sealed record LogEvent(string Job, long From, IReadOnlyList<LogLine> Lines);
}
