using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>
/// Says of nodes that the settings do not name any more that nothing is known of them, and drops what was measured.
/// </summary>
internal static class GoneNodes
{
    public static async Task ForgetAsync(
        StateMirror mirror, StateStore store, RedisLink redis, EffectiveSettings settings, Lease lease)
    {
        var wanted = settings.Nodes.Select(node => node.Name).ToHashSet();
        // A panel before its set-up is no word that all of them are gone.
        if (wanted.Count == 0) return;

        foreach (var name in Measured.Names(mirror, States.Node("").Name).Where(name => !wanted.Contains(name)))
        {
            var key = States.Node(name);
            if (mirror.Value(key) is null or { Link.State: NodeState.Unknown, Sample: null, Warning: null }) continue;

            await Measured.DropAsync(redis, lease, key.Name);
            await store.WriteAsync(key, new() { Name = name, Host = "", Link = new(NodeState.Unknown) }, lease);
        }
    }
}
