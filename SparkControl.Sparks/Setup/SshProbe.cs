using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Tries a node for set-up: what works, what does not, and what to do about it. Changes nothing.</summary>
public static class SshProbe
{
    /// <param name="node">The node as the user has typed it; its host keys decide whether anything is sent.</param>
    /// <param name="keyPath">The panel's private key.</param>
    /// <param name="settings">Where the launcher is, its image, and the other node.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<SshTest> TestAsync(
        SparkSettings node, string keyPath, EffectiveSettings settings, TimeProvider time,
        CancellationToken cancel = default)
    {
        if (node.Local is not null)
        {
            await using var local = new LocalShell(node, time);
            var here = new SshCheck("reach", true, $"{node.Name} is this machine.");
            return await LookAsync(local, node, settings, [here], null, cancel);
        }

        await using var shell = new SshShell(node, keyPath, time, NullLogger<SshShell>.Instance);
        var link = await shell.ConnectNowAsync(cancel);
        var checks = SshChecks.Connection(node, link, shell.Offered, keyPath);
        return link.State is NodeState.Up or NodeState.Slow
            ? await LookAsync(shell, node, settings, checks, shell.Offered, cancel)
            : new() { Node = node.Name, Checks = [.. checks, .. SshChecks.NotTried()], Offered = shell.Offered };
    }

    private static async Task<SshTest> LookAsync(
        ISparkShell shell, SparkSettings node, EffectiveSettings settings, IReadOnlyList<SshCheck> checks,
        HostKey? offered, CancellationToken cancel)
    {
        var other = settings.Nodes.FirstOrDefault(candidate => candidate.Name != node.Name);
        var facts = ProbeFacts.ReadAsync(shell, node.Name == "spark1" ? other : null, cancel);
        var launcher = LauncherProbe.ReadAsync(shell, null, settings, cancel);
        var found = await facts;
        var state = await launcher;
        return new()
        {
            Node = node.Name,
            Checks = [.. checks, .. SshChecks.Node(node, found, state, settings, other)],
            Offered = offered,
            User = found.User,
            Hostname = found.Hostname,
            Architecture = found.Architecture,
            Uptime = found.Uptime,
            Launcher = state
        };
    }
}
