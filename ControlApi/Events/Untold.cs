using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>
/// What one client has yet to hear: the newest snapshot, and of each key that moved after it the newest value.
/// </summary>
internal sealed class Untold
{
    private readonly Lock turn = new();
    private readonly Dictionary<string, StateChange> changes = [];
    private string? snapshot;

    /// <summary>Everything is new: what changed before is in it.</summary>
    public void Everything(string all)
    {
        lock (turn)
        {
            changes.Clear();
            snapshot = all;
        }
    }

    public void Change(StateChange change)
    {
        lock (turn) changes[change.Name] = change;
    }

    /// <summary>Hands it over, in order: the snapshot, null when there is none, then the changes.</summary>
    public (string? Snapshot, IReadOnlyList<StateChange> Changes) Take()
    {
        lock (turn)
        {
            var (all, moved) = (snapshot, changes.Values.OrderBy(c => c.Rev).ToList());
            snapshot = null;
            changes.Clear();
            return (all, moved);
        }
    }
}
