using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What a swap sees on its nodes.</summary>
internal sealed class NodeLooks(SwapNodes nodes, TimeProvider time)
{
    /// <summary>Looks at a node every 2 s.</summary>
    public Task WatchAsync(string node, SwapUnderWay swap, CancellationToken cancel) => time.RepeatAsync(
        Rounds.LookEvery,
        async () => await swap.Report(new SwapSignal.Seen(await LookAsync(node, swap, cancel))),
        cancel);

    /// <summary>Looks at a node once.</summary>
    public async Task<NodeSight> LookAsync(string node, SwapUnderWay swap, CancellationToken cancel)
    {
        if (nodes.ShellOf(node, swap) is not { } shell) return NodeSight.Unknown(node, nodes.WhyNone(node));

        var settings = nodes.SettingsOf(swap);
        var query = new NodeQuery(settings.VllmContainer, settings.VllmPort, settings.VllmImage);
        var look = await Containers.ObserveAsync(shell, query, cancel);
        return look is { Outcome: ShellOutcome.Completed, Container.Presence: not Presence.Unknown, VllmRuns: not null }
            ? Seen(node, look)
            : NodeSight.Unknown(node, look.Reason ?? look.Container.Reason
                ?? $"docker on {NodeNames.Of(node)} did not list the container's processes.");
    }

    private static NodeSight Seen(string node, NodeObservation look) => new(node, Known: true)
    {
        ContainerId = look.Container.Facts?.Id,
        ContainerRunning = look.Container.Facts?.Running == true,
        VllmProcesses = look.VllmRuns == true ? 1 : 0,
        AvailableBytes = look.MemAvailableBytes
    };
}
