using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Events;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// The events of one swap, whichever swap is the present one meanwhile. The last is <c>end</c>: its id, one past the
/// next line, is what a client comes back with that has heard everything.
/// </summary>
internal sealed class SwapStream(EventStream events, StateMirror mirror, SwapHistory history, LogStore logs)
{
    /// <summary>Whether a client that wants this line has heard the end.</summary>
    /// <param name="id">The swap.</param>
    /// <param name="known">The rev with which Redis has it as the present or the last swap; 0 for an older one.</param>
    /// <param name="line">The line wanted.</param>
    public async Task<bool> HasHeardEndAsync(string id, long known, long line) =>
        IsOver(id, known) && line > (await logs.ReadAsync(id, line, 1)).Next;

    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string id, long known, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var wish = new EventWish
        {
            Log = id,
            From = from,
            Key = key => key == States.Swap.Name,
            IsOver = () => IsOver(id, known)
        };
        var (next, saidEnded) = (Math.Max(1, from), false);
        await foreach (var item in events.ReadAsync(wish, cancel))
        {
            if (item.EventType == "snapshot")
            {
                var swap = await FindAsync(id);
                saidEnded = swap is { Value.IsActive: false };
                yield return Item("snapshot", Snapshot(item.Data, swap), next);
            }
            else if (item.EventType != "change" || IsOf(id, item.Data, ref saidEnded))
            {
                if (item.EventId is { } line) next = long.Parse(line, CultureInfo.InvariantCulture);
                yield return item;
            }
        }

        if (!saidEnded && await FindAsync(id) is { Value.IsActive: false } ended)
            yield return Item("change", Change(ended));
        // With lines left that could not be read, the client comes back for them.
        if (IsOver(id, known) && (await logs.ReadAsync(id, next, 1)).Next <= next)
            yield return Item("end", "{}", next + 1);
    }

    // What this instance has heard may still be the swap before.
    private bool IsOver(string id, long known) => mirror.Get(States.Swap) is var heard && (heard?.Rev ?? 0) >= known
        && (heard is not { Value.IsActive: true } || heard.Value.Id != id);

    private async Task<Observed<SwapState>?> FindAsync(string id)
    {
        var present = mirror.Get(States.Swap);
        if (present?.Value.Id == id) return present;

        return await history.FindAsync(id) is { EndedAt: { } end } past ? new(present?.Rev ?? 0, end, past) : null;
    }

    private static bool IsOf(string id, string change, ref bool saidEnded)
    {
        var swap = JsonNode.Parse(change)!["value"]!;
        if ((string?)swap["id"] != id) return false;

        saidEnded |= swap["ended_at"] is not null;
        return true;
    }

    private static string Snapshot(string all, Observed<SwapState>? swap)
    {
        var snapshot = JsonNode.Parse(all)!;
        snapshot["keys"] = swap is null ? new JsonObject() : new JsonObject { [States.Swap.Name] = Node(swap) };
        return snapshot.ToJsonString(Wire.Options);
    }

    private static string Change(Observed<SwapState> swap)
    {
        var change = Node(swap);
        change["key"] = States.Swap.Name;
        return change.ToJsonString(Wire.Options);
    }

    private static JsonObject Node(Observed<SwapState> swap) =>
        JsonSerializer.SerializeToNode(swap, Wire.Options)!.AsObject();

    private static SseItem<string> Item(string type, string data, long? id = null) =>
        new(data, type) { EventId = id?.ToString(CultureInfo.InvariantCulture) };
}
