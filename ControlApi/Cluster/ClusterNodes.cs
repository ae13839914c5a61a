using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Cluster;

/// <summary>
/// The right to change the nodes: the lease in Redis and the epoch on the nodes. Whoever holds the lease asks here
/// before each change; another panel's mark on a node ends that until a user takes over.
/// </summary>
internal sealed partial class ClusterNodes(
    SparkShells shells, SettingsStore settings, DriverNotice notice, TimeProvider time, ILogger<ClusterNodes> logger)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    /// <summary>Once a minute the mark on the nodes is looked at.</summary>
    private const int AsksAClaim = 12;

    private readonly OtherPanels others = new();
    private readonly Lock turn = new();
    private Lease? lease;
    private long last;

    /// <summary>
    /// Begins a turn: its number is greater than that of the holder before and than any on a node that answers, and is
    /// left on each node that answers or comes to: what an older holder has still under way does nothing there.
    /// </summary>
    public async Task BeginAsync(Lease held, CancellationToken leading)
    {
        lease = held;
        others.Clear();
        Above(Math.Max(await notice.FormerEpochAsync(), last));
        await FindEpochsAsync(leading);
        await PublishAsync(held);
        _ = FollowLinksAsync(held, leading);
        _ = AskAgainAsync(held, leading);
    }

    /// <summary>Puts our mark over another panel's, as a user has confirmed.</summary>
    public async Task TakeOverAsync(Lease held, CancellationToken leading)
    {
        foreach (var shell in shells.All.Where(_ => held.MayMutate))
        {
            var result = await EpochFile.TakeOverAsync(shell, NextEpoch(), leading);
            if (result.Succeeded) others.Forget(shell);
            TookOver(shell.Node, result.Outcome);
        }

        await FindEpochsAsync(leading);
        await PublishAsync(held);
    }

    /// <summary>
    /// The shell of a node; null when it is not set up, or as another machine than the one that is meant.
    /// </summary>
    public ISparkShell? For(string node, NodeAddress? machine = null) => shells.For(node, machine);

    /// <summary>Why there is no such shell, as a sentence.</summary>
    public string WhyNone(string node) => shells.For(node) is null
        ? $"{NodeNames.Of(node)} is not set up."
        : $"{NodeNames.Of(node)} is set to another machine now than when this began.";

    /// <summary>Changes something on a node, if it is still ours to do.</summary>
    /// <exception cref="OperationCanceledException">The lease is lost, or too old to be sure of.</exception>
    public async Task<ShellResult> ChangeAsync(
        string node, Func<ISparkShell, Epoch, Task<ShellResult>> change, NodeAddress? machine = null)
    {
        var result = await TryAsync(node, machine, change);
        // Our own panel's number was higher on a node that could not be asked when this turn began: go above it, but
        // only if Redis says in the same moment that the lease is ours. Else the number is that of whoever has it.
        if (result is { Outcome: ShellOutcome.Superseded, Found: { } found } && lease is { } held)
        {
            Above(found.Number);
            if (await PublishAsync(held)) result = await TryAsync(node, machine, change);
        }

        return result;
    }

    private async Task<ShellResult> TryAsync(
        string node, NodeAddress? machine, Func<ISparkShell, Epoch, Task<ShellResult>> change)
    {
        if (lease is not { MayMutate: true } held)
            throw new OperationCanceledException("The cluster lease is not ours any more.");
        if (shells.For(node, machine) is not { } shell)
            return new(ShellOutcome.Unreachable, -1, "", "") { Reason = WhyNone(node) };

        var result = await change(new LeasedShell(shell, () => held.MayMutate), NextEpoch());
        if (others.Learn(shell, result)) await PublishAsync(held);
        return result;
    }

    private async Task FindEpochsAsync(CancellationToken cancel)
    {
        var all = shells.All;
        var readings = await Task.WhenAll(all.Select(shell => EpochFile.ReadAsync(shell, cancel)));
        foreach (var (shell, reading) in all.Zip(readings))
        {
            if (reading.Found is not { } found) continue;

            if (found.Panel == Panel) Above(found.Number);
            else others.Found(shell, found.Panel);
        }
    }

    private void Above(long number)
    {
        lock (turn) last = Math.Max(last, number + 1);
    }

    private Epoch NextEpoch() => new(last, Panel);

    // Of the files and not of Redis, which may have been emptied: without its name a panel takes itself for another.
    private string Panel => settings.Current.PanelId;

    // Nothing else is sent to the nodes while no swap runs: one that went away would stay away on the page for ever,
    // and another panel that took over would not be heard of. The shells have their own back-off for a dead host.
    private async Task AskAgainAsync(Lease held, CancellationToken leading)
    {
        using var timer = new PeriodicTimer(AskEvery, time);
        for (var tick = 1; !leading.IsCancellationRequested; tick++)
        {
            // A shell may be replaced in the middle; the next tick has the new one.
            await AskAsync(tick % AsksAClaim == 0).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task AskAsync(bool all)
        {
            await timer.WaitForNextTickAsync(leading);
            if (notice.IsUntold) await PublishAsync(held);
            await Task.WhenAll(shells.All
                .Where(shell => all || shell.Link.State is not (NodeState.Up or NodeState.Slow))
                .Select(shell => all ? ClaimAsync(shell.Node, leading) : shell.RunAsync(new("true"), leading)));
        }
    }

    private async Task FollowLinksAsync(Lease held, CancellationToken leading)
    {
        var changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void Changed(ISparkShell shell)
        {
            changes.Writer.TryWrite(true);
            if (shell.Link.State == NodeState.Up) _ = ClaimAsync(shell.Node, leading);
        }

        shells.LinkChanged += Changed;
        // What changed before anybody listened.
        changes.Writer.TryWrite(true);
        foreach (var shell in shells.All) _ = ClaimAsync(shell.Node, leading);
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

    // A node that is away is claimed when it comes, or by the first change that reaches it.
    private async Task ClaimAsync(string node, CancellationToken leading) =>
        await ((Task)ChangeAsync(node, (shell, epoch) => shell.RunAsync(new("true") { Epoch = epoch }, leading)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task<bool> PublishAsync(Lease held) => notice.PublishAsync(held, last, others);

    [LoggerMessage(LogLevel.Warning, "{Node} was taken over from another panel: {Outcome}")]
    private partial void TookOver(string node, ShellOutcome outcome);
}
