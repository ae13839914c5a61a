using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>Samples one node: a short script every 5 s, nvidia-smi in every second one. The last good figures are kept.</summary>
internal sealed class NodeSampler(SparkSettings node, ISparkShell shell, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4.5);

    private readonly bool isTrusted = node.Local is not null || node.HostKeys.Count > 0;
    private NodeStatus last = new() { Name = node.Name, Host = node.Host, Link = new(NodeState.Unknown) };
    private bool asksGpu;

    public async Task<NodeStatus> SampleAsync(CancellationToken cancel)
    {
        if (!isTrusted) return last = last with { Link = Untrusted(last.Link) };

        asksGpu = !asksGpu;
        var result = await shell.RunAsync(
            new(NodeFigures.Script) { Arguments = [asksGpu ? "gpu" : ""], Deadline = Deadline }, cancel);
        last = result.Ran ? Take(NodeFigures.Parse(result.Output)) : last with { Link = shell.Link };
        return last;
    }

    // A node that nobody has confirmed is not even connected to.
    private NodeLink Untrusted(NodeLink known) => known.State == NodeState.Untrusted
        ? known
        : new(NodeState.Untrusted, time.GetUtcNow(), "Its host key has not been confirmed yet.");

    private NodeStatus Take(NodeFigures found) => last with
    {
        Link = shell.Link,
        SampledAt = time.GetUtcNow(),
        Hostname = found.Hostname ?? last.Hostname,
        MemTotalBytes = found.MemTotalBytes,
        MemAvailableBytes = found.MemAvailableBytes,
        GpuProcessBytes = found.GpuAsked ? found.GpuProcessBytes : last.GpuProcessBytes
    };
}
