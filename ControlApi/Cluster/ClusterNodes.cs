using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>
/// The right to change the nodes: the lease in Redis and the epoch on the nodes. Whoever holds the lease asks here
/// before each change; another panel's mark on a node ends that until a user takes over.
/// </summary>
internal sealed partial class ClusterNodes(
    SparkShells shells, StateMirror mirror, StateStore store, InstanceName instance, TimeProvider time, ILogger<ClusterNodes> logger)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    private readonly Lock turn = new();
    private Lease? lease;
    private long last;
    private string? anotherPanel;

    /// <summary>The id of another panel whose mark was found; null when the nodes are ours.</summary>
    public string? AnotherPanel => anotherPanel;

    /// <summary>Begins a turn: the number is greater than any that the nodes that answer have seen.</summary>
    public async Task BeginAsync(Lease held, CancellationToken leading)
    {
        lease = held;
        anotherPanel = null;
        await FindEpochsAsync(leading);
        _ = PublishLinksAsync(held, leading);
        _ = AskAgainAsync(leading);
    }

    /// <summary>Puts our mark over another panel's, as a user has confirmed.</summary>
    public async Task TakeOverAsync(Lease held, CancellationToken leading)
    {
        foreach (var shell in shells.All)
        {
            var result = await EpochFile.TakeOverAsync(shell, NextEpoch(), leading);
            TookOver(shell.Node, result.Outcome);
        }

        anotherPanel = null;
        await FindEpochsAsync(leading);
        await PublishAsync(held);
    }

    /// <summary>The shell of a node; null when it is not set up.</summary>
    public ISparkShell? For(string node) => shells.For(node);

    /// <summary>Changes something on a node, if it is still ours to do.</summary>
    /// <exception cref="OperationCanceledException">The lease is lost, or too old to be sure of.</exception>
    public async Task<ShellResult> ChangeAsync(string node, Func<ISparkShell, Epoch, Task<ShellResult>> change)
    {
        var result = await TryAsync(node, change);
        // Our own panel's number was higher on a node that could not be asked when this turn began: go above it.
        if (result is { Outcome: ShellOutcome.Superseded, Found: { } found } && lease is { MayMutate: true })
        {
            Above(found.Number);
            result = await TryAsync(node, change);
        }

        if (result is { Outcome: ShellOutcome.AnotherPanel, Found: { } other } && lease is { } held)
        {
            anotherPanel = other.Panel;
            await PublishAsync(held);
        }

        return result;
    }

    private async Task<ShellResult> TryAsync(string node, Func<ISparkShell, Epoch, Task<ShellResult>> change)
    {
        if (lease is not { MayMutate: true }) throw new OperationCanceledException("The cluster lease is not ours any more.");

        return shells.For(node) is { } shell
            ? await change(shell, NextEpoch())
            : new(ShellOutcome.Unreachable, -1, "", "") { Reason = "It is not set up." };
    }

    private async Task FindEpochsAsync(CancellationToken cancel)
    {
        var panel = Panel();
        foreach (var reading in await Task.WhenAll(shells.All.Select(shell => EpochFile.ReadAsync(shell, cancel))))
        {
            if (reading.Found is not { } found) continue;

            if (found.Panel == panel) Above(found.Number);
            else anotherPanel = found.Panel;
        }

        Above(last);
    }

    private void Above(long number)
    {
        lock (turn) last = Math.Max(last, number + 1);
    }

    private Epoch NextEpoch() => new(last, Panel());

    private string Panel() => mirror.Value(States.Settings)?.PanelId ?? "";

    // Nothing is sent to the nodes while no swap runs: one that went away would stay away on the page for ever. The
    // shells have their own back-off, so that a dead host costs no more than that.
    private async Task AskAgainAsync(CancellationToken leading)
    {
        using var timer = new PeriodicTimer(AskEvery, time);
        while (!leading.IsCancellationRequested)
        {
            // A shell may be replaced in the middle; the next tick has the new one.
            await AskSilentAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task AskSilentAsync()
        {
            await timer.WaitForNextTickAsync(leading);
            var silent = shells.All.Where(shell => shell.Link.State is not (NodeState.Up or NodeState.Slow));
            await Task.WhenAll(silent.Select(shell => shell.RunAsync(new("true"), leading)));
        }
    }

    private async Task PublishLinksAsync(Lease held, CancellationToken leading)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void Changed(ISparkShell _) => changes.Writer.TryWrite(true);
        shells.LinkChanged += Changed;
        changes.Writer.TryWrite(true);
        try
        {
            await foreach (var _ in changes.Reader.ReadAllAsync(leading)) await PublishAsync(held);
        }
        catch (OperationCanceledException)
        {
            // The turn is over.
        }
        finally
        {
            shells.LinkChanged -= Changed;
        }
    }

    private async Task PublishAsync(Lease held)
    {
        try
        {
            var links = shells.All.ToDictionary(shell => shell.Node, shell => shell.Link);
            await store.WriteAsync(
                States.Driver, new DriverState { Instance = instance.Id, AnotherPanel = anotherPanel, Links = links }, held);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotPublished(away.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Node} was taken over from another panel: {Outcome}")]
    private partial void TookOver(string node, ShellOutcome outcome);

    [LoggerMessage(LogLevel.Warning, "How the nodes answer is not published: {Reason}")]
    private partial void NotPublished(string reason);
}
