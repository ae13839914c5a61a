using System.Collections.Concurrent;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Cluster;

/// <summary>The nodes on which another panel has left its mark, as far as it was seen.</summary>
internal sealed class OtherPanels
{
    // By shell and not by name: what was found on one machine says nothing of the next that takes its place.
    private readonly ConcurrentDictionary<ISparkShell, string> panels = new();

    /// <summary>One of them; null when there is none.</summary>
    public string? Any => panels.Values.FirstOrDefault();

    /// <summary>Keeps what a command says of whose node this is.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Learn(ISparkShell shell, ShellResult result)
    {
        if (result.Outcome == ShellOutcome.Completed) return Forget(shell);
        if (result is not { Outcome: ShellOutcome.AnotherPanel, Found: { } other }) return false;

        var isNews = panels.GetValueOrDefault(shell) != other.Panel;
        Found(shell, other.Panel);
        return isNews;
    }

    /// <summary>A panel's mark was found on a node.</summary>
    public void Found(ISparkShell shell, string panel) => panels[shell] = panel;

    /// <summary>A node is known to be ours.</summary>
    public bool Forget(ISparkShell shell) => panels.TryRemove(shell, out _);

    /// <summary>Forgets the nodes that are gone.</summary>
    public void Keep(IEnumerable<ISparkShell> present)
    {
        foreach (var gone in panels.Keys.Except(present)) Forget(gone);
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => panels.Clear();
}
