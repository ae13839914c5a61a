using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>Reads what changes seldom: the launcher, the images and the weights on disk. At a start, after a swap, and every 5 min.</summary>
internal sealed partial class ClusterScan(
    SparkShells shells, StateMirror mirror, StateStore store, TimeProvider time, ILogger<ClusterScan> logger) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>Asks for a look soon.</summary>
    public void Look()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    /// <summary>Looks until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        void Changed(StateChange change)
        {
            if (change.Name == States.Settings.Name || change.Name == States.Catalog.Name) Look();
        }

        mirror.Changed += Changed;
        try
        {
            while (!leading.IsCancellationRequested)
            {
                await LookAsync(lease, leading);
                await wake.WaitAsync(Every, leading);
            }
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

    public void Dispose() => wake.Dispose();

    private async Task LookAsync(Lease lease, CancellationToken cancel)
    {
        try
        {
            if (mirror.Value(States.Settings) is not { Spark1: not null } settings || shells.For("spark1") is not { } head) return;

            var launcher = await LauncherProbe.ReadAsync(head, shells.For("spark2"), settings, cancel);
            if (launcher.Present is not null) await store.WriteAsync(States.Launcher, launcher, lease);

            var weights = mirror.Value(States.Catalog)?.Models.Select(m => m.Weights).Distinct().ToList() ?? [];
            var looks = await Task.WhenAll(shells.All.Select(shell => DiskLook.ReadAsync(shell, weights, cancel)));
            var known = new Dictionary<string, NodeDisk>(mirror.Value(States.Disk)?.Nodes ?? new Dictionary<string, NodeDisk>());
            foreach (var (shell, look) in shells.All.Zip(looks))
            {
                // A node that cannot be asked keeps what it last said, with its date.
                if (look is not null) known[shell.Node] = new(time.GetUtcNow(), look.FreeBytes, look.Weights);
            }

            await store.WriteAsync(States.Disk, new DiskState(known), lease);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotStored(away.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is on the nodes is not stored: {Reason}")]
    private partial void NotStored(string reason);
}
