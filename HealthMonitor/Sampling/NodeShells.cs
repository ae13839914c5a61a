using System.Collections.Concurrent;
using SparkControl.Sparks;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>The shells of the nodes that are watched, for who needs one more look at a node.</summary>
internal sealed class NodeShells
{
    private readonly ConcurrentDictionary<string, ISparkShell> shells = new();

    /// <summary>The shell of a node; null while this instance does not watch it.</summary>
    public ISparkShell? Find(string? node) => node is null ? null : shells.GetValueOrDefault(node);

    public void Add(ISparkShell shell) => shells[shell.Node] = shell;

    public void Remove(ISparkShell shell) => shells.TryRemove(KeyValuePair.Create(shell.Node, shell));
}
