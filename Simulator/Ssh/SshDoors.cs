using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Ssh;

/// <summary>The ways into a pair over SSH. A pair that stays keeps its host keys.</summary>
internal sealed class SshDoors : IAsyncDisposable
{
    private readonly Dictionary<string, SimulatedSshd> doors = [];

    /// <summary>By the name of the node.</summary>
    public IReadOnlyDictionary<string, SimulatedSshd> ByNode => doors;

    /// <param name="pair">Whose nodes are opened, the head first.</param>
    /// <param name="ports">The loopback port of each node.</param>
    public static async Task<SshDoors> OpenAsync(SimulatedPair pair, IReadOnlyList<int> ports)
    {
        HostTools.Need(pair.Head.Layout.SystemPath, "sshd", "ssh-keygen");
        var opened = new SshDoors();
        foreach (var (node, port) in pair.Nodes.Zip(ports))
        {
            var kept = Path.Combine(pair.Directory, $"{node.Name}.host_key");
            var door = await SimulatedSshd.StartAsync(node, "", File.Exists(kept) ? kept : null, port);
            opened.doors[node.Name] = door;
            if (!File.Exists(kept)) door.CopyHostKey(kept);
        }

        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in doors.Values) await door.DisposeAsync();
    }
}
