using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>
/// Samples one node: a short script every 5 s, nvidia-smi in every second one. The last good figures are kept.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="shell">Its shell.</param>
/// <param name="time">The clock.</param>
/// <param name="stored">What was written of it last, by whichever instance; null for nothing.</param>
internal sealed class NodeSampler(SparkSettings node, ISparkShell shell, TimeProvider time, NodeStatus? stored = null)
{
    private readonly bool isTrusted = node.Local is not null || node.HostKeys.Count > 0;

    // What was said of another machine is nothing that this one has said.
    private NodeStatus last = stored is not null && stored.Host == node.Host
        ? stored with { Link = new(NodeState.Unknown), Stale = stored.SampledAt is not null }
        : new() { Name = node.Name, Host = node.Host, Link = new(NodeState.Unknown) };

    private bool asksGpu;

    /// <param name="settings">Say which containers are to be there, and where the launcher is.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<NodeStatus> SampleAsync(EffectiveSettings settings, CancellationToken cancel)
    {
        if (!isTrusted) return last = last with { Link = Untrusted(last.Link) };

        asksGpu = !asksGpu;
        var script = SampleScript.For(SampleScript.ContainersOn(node, settings), settings.LauncherDir, asksGpu);
        var result = await shell.RunAsync(script.Script, cancel);
        last = result.Ran
            ? Take(SampleText.Parse(result.Output, script.Mark, script.Containers), settings.VllmContainer)
            : last with { Link = shell.Link, Stale = last.SampledAt is not null };
        return last;
    }

    // A node that nobody has confirmed is not even connected to.
    private NodeLink Untrusted(NodeLink known) => known.State == NodeState.Untrusted
        ? known
        : new(NodeState.Untrusted, time.GetUtcNow(), "Its host key has not been confirmed yet.");

    private NodeStatus Take(NodeSample found, string modelContainer)
    {
        var now = time.GetUtcNow();
        var gpu = asksGpu ? found.Gpu is { } asked ? asked with { At = now } : null : found.GpuSince(last.Sample, now);
        var sample = found.Since(last.Sample) with { Gpu = gpu };
        return last with
        {
            Link = shell.Link,
            SampledAt = now,
            Stale = false,
            Hostname = found.Hostname ?? last.Hostname,
            MemTotalBytes = found.MemTotalBytes,
            MemAvailableBytes = found.MemAvailableBytes,
            GpuProcessBytes = GpuText.Held(sample.Gpu),
            ModelBytes = GpuText.HeldByModel(sample.Gpu, Runs(sample, modelContainer)),
            Sample = sample
        };
    }

    private static bool? Runs(NodeSample sample, string container) =>
        sample.Containers?.FirstOrDefault(seen => seen.Name == container) switch
        {
            { Present: false } => false,
            { Status: { } status } => status == "running",
            _ => null
        };
}
