using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>
/// Reads what changes seldom: the launcher, the images and the weights on disk; and ends what an ended swap has left to
/// do. At a start, after a swap, when asked for, when a node answers that was never read, and every 5 min.
/// </summary>
internal sealed partial class ClusterScan(
    SparkShells shells, ClusterNodes nodes, StateMirror mirror, StateStore store, TimeProvider time,
    ILogger<ClusterScan> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly LookSignal looks = new();

    /// <summary>Asks for a look soon.</summary>
    public void Look() => looks.Ask();

    /// <summary>Looks until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        void Changed(StateChange change)
        {
            if (change.Name == States.Settings.Name || change.Name == States.Catalog.Name) Look();
        }

        void Reached(ISparkShell shell)
        {
            if (shell.Link.State is NodeState.Up or NodeState.Slow && !IsKnown(shell.Node)) Look();
        }

        mirror.Changed += Changed;
        shells.LinkChanged += Reached;
        using var timer = time.CreateTimer(_ => Look(), null, TimeSpan.Zero, Every);
        try
        {
            await foreach (var _ in looks.AllAsync(leading)) await LookAsync(lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
        finally
        {
            mirror.Changed -= Changed;
            shells.LinkChanged -= Reached;
        }
    }

    // A node that answers for the first time, or in another's place, is not left unknown until the next look is due.
    private bool IsKnown(string node)
    {
        var host = mirror.Value(States.Settings)?.Nodes.FirstOrDefault(set => set.Name == node)?.Host;
        return mirror.Value(States.Disk)?.Nodes.GetValueOrDefault(node) is { } known && known.Host == host;
    }

    private async Task LookAsync(Lease lease, CancellationToken cancel)
    {
        try
        {
            if (mirror.Value(States.Settings) is not { Spark1: { } spark1 } settings) return;
            if (shells.For("spark1", new NodeAddress(spark1.Host, spark1.Port)) is not { } head) return;

            var tidying = EndLogsAsync(cancel);
            var launcher = await LauncherProbe.ReadAsync(head, shells.For("spark2"), settings, cancel);
            launcher = launcher with { Host = spark1.Host, Directory = settings.LauncherDir };
            if (launcher.Present is not null) await store.WriteAsync(States.Launcher, launcher, lease);

            var weights = mirror.Value(States.Catalog)?.Models.Select(m => m.Weights).Distinct().ToList() ?? [];
            var all = shells.All;
            var disks = await Task.WhenAll(all.Select(shell => DiskAsync(shell, weights, cancel)));
            var known = all.Zip(disks)
                .Where(node => node.Second is not null)
                .ToDictionary(node => node.First.Node, node => node.Second!);
            await store.WriteAsync(States.Disk, new DiskState(known), lease);
            if (await ScannedFacts.ReadAsync(head, known, weights, mirror.Value(States.Facts), cancel) is { } facts)
                await store.WriteAsync(States.Facts, facts, lease);
            await tidying;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotStored(away.Message);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // One look that fails must not be the last one.
            LookFailed(failure);
        }
    }

    // Again at each look, until none is at work: a node may be silent just when a swap ends.
    private async Task EndLogsAsync(CancellationToken cancel)
    {
        var over = SwapLogJobs.Over((await store.ReadAsync(States.Swap))?.Value);
        await Task.WhenAll(over.Select(job => EndLogAsync(job.Key, job.Value, cancel)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndLogAsync(string node, string job, CancellationToken cancel)
    {
        if (shells.For(node) is not { } shell) return;
        if ((await new RemoteJobs(shell, time).StatusAsync(job, cancel)).State != RemoteJobState.Running) return;

        await nodes.ChangeAsync(node, (mine, epoch) => new RemoteJobs(mine, time).CancelAsync(job, epoch, cancel));
    }

    // A node that cannot be asked keeps what it last said, with its date; another machine in its place does not.
    private async Task<NodeDisk?> DiskAsync(ISparkShell shell, IReadOnlyList<string> weights, CancellationToken cancel)
    {
        var host = mirror.Value(States.Settings)?.Nodes.FirstOrDefault(node => node.Name == shell.Node)?.Host;
        if (await DiskLook.ReadAsync(shell, weights, cancel) is { } look)
            return new(time.GetUtcNow(), look.FreeBytes, look.Weights) { Host = host };

        var known = mirror.Value(States.Disk)?.Nodes.GetValueOrDefault(shell.Node);
        return known?.Host == host ? known : null;
    }

    [LoggerMessage(LogLevel.Error, "A look at what is on the nodes has failed; the next one tries again")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "What is on the nodes is not stored: {Reason}")]
    private partial void NotStored(string reason);
}
