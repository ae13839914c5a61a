using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Events;

namespace SparkControl.ControlApi.Jobs;

/// <summary>
/// The events of one job: its state, and the lines of its log. The last is <c>end</c>: its id, one past the next line,
/// is what a client comes back with that has heard everything.
/// </summary>
internal sealed class JobStream(EventStream events, StateMirror mirror, StateStore store, LogStore logs)
{
    /// <summary>The job as it is known here, or stored where nothing was heard of it yet.</summary>
    public async Task<Observed<JobState>?> FindAsync(string id) =>
        mirror.Get(States.Job(id)) ?? await store.ReadAsync(States.Job(id));

    /// <summary>Whether a client that wants this line has heard the end.</summary>
    public async Task<bool> HasHeardEndAsync(string id, long line) =>
        IsOver(id) && line > (await logs.ReadAsync(id, line, 1)).Next;

    /// <summary>State and lines as they come, from a line on, and <c>end</c>.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string id, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (name, next) = (States.Job(id).Name, Math.Max(1, from));
        var wish = new EventWish { Log = id, From = from, Key = key => key == name, IsOver = () => IsOver(id) };
        await foreach (var item in events.ReadAsync(wish, cancel))
        {
            if (item.EventId is { } line) next = long.Parse(line, CultureInfo.InvariantCulture);
            // Nothing but lines may say which line is next: a snapshot says it with the one that was asked for.
            yield return item.EventType == "snapshot" ? Item("snapshot", item.Data, next) : item;
        }

        // With lines left that could not be read, the client comes back for them.
        if (IsOver(id) && (await logs.ReadAsync(id, next, 1)).Next <= next) yield return Item("end", "{}", next + 1);
    }

    private bool IsOver(string id) => mirror.Value(States.Job(id)) is { IsActive: false };

    private static SseItem<string> Item(string type, string data, long id) =>
        new(data, type) { EventId = id.ToString(CultureInfo.InvariantCulture) };
}
