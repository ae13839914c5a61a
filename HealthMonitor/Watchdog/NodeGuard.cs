using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Watchdog;

/// <summary>
/// The watchdog of one node: it says when memory runs out, and what shall make room for as long as it is so.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="log">Where the warning and its end are written.</param>
/// <param name="sheds">Who hears what shall make room.</param>
/// <param name="notices">What others are told of both.</param>
/// <param name="stored">What was written of the node last; a warning in it was told already.</param>
internal sealed class NodeGuard(
    SparkSettings node, ConnectivityLog log, ShedOrders sheds, NoticeList notices, NodeStatus? stored)
{
    private const string Vllm = "vllm";

    private readonly List<ConnectivityEntry> unwritten = [];
    private NodeMemory memory = new(stored?.Host == node.Host ? stored.Warning : null);
    private IReadOnlyList<ContainerSample> containers =
        stored?.Host == node.Host ? stored.Sample?.Containers ?? [] : [];
    private (string Service, string Reason)? shed;
    private DateTimeOffset? last;

    /// <summary>The status with the warning, if there is one.</summary>
    public NodeStatus Look(NodeStatus status, EffectiveSettings settings)
    {
        if (status is { Stale: false, Sample: { } sample, SampledAt: { } at } && at != last)
        {
            last = at;
            // A docker that does not answer, as on a node without memory, leaves what was seen before it.
            if (sample.Containers?.Any(seen => seen.Present is not null) == true) containers = sample.Containers;
            Take(NodeWatchdog.Next(memory, sample, settings.Watchdog, at), at);
            shed = Order(settings);
        }

        return status with { Warning = memory.Warning };
    }

    /// <summary>Writes what has changed, and gives the order to make room.</summary>
    public async Task TellAsync(Lease lease)
    {
        if (shed is { } order) sheds.Give(order.Service, order.Reason);
        shed = null;
        if (unwritten.Count == 0) return;

        // Where another one leads by now, the rest is its to write.
        if (await log.AppendAsync(unwritten, lease))
        {
            foreach (var line in unwritten) await notices.PushAsync(NodeNotices.Of(line));
        }

        unwritten.Clear();
    }

    // Given with each sample that is still dangerous: an order may be lost, and what was stopped may have come back.
    private (string Service, string Reason)? Order(EffectiveSettings settings) =>
        memory is { Warning: { } warning, Against: 0 }
        && settings.Services.Any(place => place.Name == settings.Watchdog.Shed && IsHere(place, settings))
            ? (settings.Watchdog.Shed!, $"{node.Name}: {warning.Sentence}")
            : null;

    // A model for two nodes is asked on one of them and fills both.
    private bool IsHere(ServicePlace place, EffectiveSettings settings) => place.Node == node.Name
        || (place.Name == Vllm && containers.Any(seen =>
            seen is { Present: true, Status: "running" } && seen.Name == settings.VllmContainer));

    private void Take(NodeMemory next, DateTimeOffset now)
    {
        var (before, warning) = (memory.Warning, next.Warning);
        memory = next;
        if (before is null && warning is not null) unwritten.Add(Line(warning, now, warning.Sentence));
        if (before is not null && warning is null)
            unwritten.Add(Line(before, now, "Memory is back: six samples in a row were good.") with { Ok = true });
    }

    // Named by the warning, so that a line which is written twice is one.
    private ConnectivityEntry Line(NodeWarning warning, DateTimeOffset now, string sentence) => new()
    {
        Id = FormattableString.Invariant(
            $"w-{node.Name}-{warning.Since.ToUnixTimeMilliseconds()}{(warning.Since == now ? "" : "-over")}"),
        At = now,
        Kind = ConnectivityKind.Warning,
        Service = node.Name,
        Node = node.Name,
        Source = "watchdog",
        Evidence = sentence
    };
}
