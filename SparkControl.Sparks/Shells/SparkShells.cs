using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>The shells of the nodes that are set up. A node whose settings change gets a new one.</summary>
/// <param name="keyPath">The panel's private key.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">For the shells.</param>
public sealed class SparkShells(string keyPath, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly SemaphoreSlim applying = new(1, 1);
    private ImmutableArray<(SparkSettings Settings, ISparkShell Shell)> shells = [];

    /// <summary>Raised after a node's link has changed, and when its shell was made or replaced.</summary>
    public event Action<ISparkShell>? LinkChanged;

    /// <summary>The shells, the head's first.</summary>
    public IReadOnlyList<ISparkShell> All => [.. shells.Select(entry => entry.Shell)];

    /// <summary>
    /// The shell of a node; null when it is not set up. Not to be kept: it is replaced when settings change.
    /// </summary>
    public ISparkShell? For(string node) => shells.FirstOrDefault(entry => entry.Settings.Name == node).Shell;

    /// <summary>The same, if the node is still this machine; any machine will do when it is null.</summary>
    public ISparkShell? For(string node, NodeAddress? machine) => machine is null
        ? For(node)
        : shells.FirstOrDefault(entry => entry.Settings.Name == node
            && new NodeAddress(entry.Settings.Host, entry.Settings.Port) == machine).Shell;

    /// <summary>Follows the settings. A shell whose node is as it was stays, with its connections.</summary>
    public async Task ApplyAsync(EffectiveSettings settings)
    {
        await applying.WaitAsync();
        try
        {
            var before = shells;
            shells = [.. settings.Nodes.Select(node => (node, Kept(before, node) ?? Make(node)))];
            foreach (var (_, shell) in shells.Where(entry => before.All(old => old.Shell != entry.Shell)))
                LinkChanged?.Invoke(shell);
            foreach (var (_, shell) in before.Where(old => shells.All(entry => entry.Shell != old.Shell)))
                await EndAsync(shell);
        }
        finally
        {
            applying.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await applying.WaitAsync();
        try
        {
            foreach (var (_, shell) in shells) await EndAsync(shell);
            shells = [];
        }
        finally
        {
            applying.Release();
        }
    }

    private static ISparkShell? Kept(
        ImmutableArray<(SparkSettings Settings, ISparkShell Shell)> before, SparkSettings node) =>
        before.FirstOrDefault(old => old.Settings is not null && IsSame(old.Settings, node)).Shell;

    /// <summary>A record compares its lists by reference, and settings are read anew each time.</summary>
    private static bool IsSame(SparkSettings one, SparkSettings other) =>
        one with { HostKeys = [], Local = null, FabricAddress = null }
            == other with { HostKeys = [], Local = null, FabricAddress = null }
        && one.HostKeys.SequenceEqual(other.HostKeys)
        && one.Local is null == other.Local is null
        && (one.Local is null || one.Local.Environment.OrderBy(v => v.Key, StringComparer.Ordinal)
            .SequenceEqual(other.Local!.Environment.OrderBy(v => v.Key, StringComparer.Ordinal)));

    private ISparkShell Make(SparkSettings node)
    {
        ISparkShell shell = node.Local is null
            ? new SshShell(node, keyPath, time, loggers.CreateLogger<SshShell>())
            : new LocalShell(node, time);
        shell.LinkChanged += OnChanged;
        return shell;
    }

    private async Task EndAsync(ISparkShell shell)
    {
        shell.LinkChanged -= OnChanged;
        await shell.DisposeAsync();
    }

    private void OnChanged(ISparkShell shell) => LinkChanged?.Invoke(shell);
}
