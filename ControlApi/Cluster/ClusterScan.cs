using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>Reads what changes seldom: the launcher, the images and the weights on disk. At a start, after a swap, and every 5 min.</summary>
internal sealed partial class ClusterScan(
    SparkShells shells, StateMirror mirror, StateStore store, TimeProvider time, ILogger<ClusterScan> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly Channel<bool> looks =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a look soon.</summary>
    public void Look() => looks.Writer.TryWrite(true);

    /// <summary>Looks until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        void Changed(StateChange change)
        {
            if (change.Name == States.Settings.Name || change.Name == States.Catalog.Name) Look();
        }

        mirror.Changed += Changed;
        using var timer = time.CreateTimer(_ => Look(), null, TimeSpan.Zero, Every);
        try
        {
            await foreach (var _ in looks.Reader.ReadAllAsync(leading)) await LookAsync(lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
        finally
        {
            mirror.Changed -= Changed;
        }
    }

    private async Task LookAsync(Lease lease, CancellationToken cancel)
    {
        try
        {
            if (mirror.Value(States.Settings) is not { Spark1: not null } settings || shells.For("spark1") is not { } head) return;

            var launcher = await LauncherProbe.ReadAsync(head, shells.For("spark2"), settings, cancel);
            if (launcher.Present is not null) await store.WriteAsync(States.Launcher, launcher, lease);

            var weights = mirror.Value(States.Catalog)?.Models.Select(m => m.Weights).Distinct().ToList() ?? [];
            var all = shells.All;
            var disks = await Task.WhenAll(all.Select(shell => DiskAsync(shell, weights, cancel)));
            var nodes = all.Zip(disks).Where(node => node.Second is not null).ToDictionary(node => node.First.Node, node => node.Second!);
            await store.WriteAsync(States.Disk, new DiskState(nodes), lease);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotStored(away.Message);
        }
    }

    // A node that cannot be asked keeps what it last said, with its date; another machine in its place does not.
    private async Task<NodeDisk?> DiskAsync(ISparkShell shell, IReadOnlyList<string> weights, CancellationToken cancel)
    {
        var host = mirror.Value(States.Settings)?.Nodes.FirstOrDefault(node => node.Name == shell.Node)?.Host;
        return await DiskLook.ReadAsync(shell, weights, cancel) is { } look
            ? new(time.GetUtcNow(), look.FreeBytes, look.Weights) { Host = host }
            : mirror.Value(States.Disk)?.Nodes.GetValueOrDefault(shell.Node) is { } known && known.Host == host ? known : null;
    }

    [LoggerMessage(LogLevel.Warning, "What is on the nodes is not stored: {Reason}")]
    private partial void NotStored(string reason);
}
