using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// Writes what is seen of one service. A change of its verdict is in state and log together, once, also when the leader
/// changes or Redis is away for a quarter of an hour.
/// </summary>
internal sealed class ServiceWriter(string service, StateStore store, ConnectivityLog log, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly StateKey<ServiceState> key = States.Service(service);
    private readonly List<ServiceState> changes = [];
    private ServiceState? last;
    private Observed<ServiceState>? stored;
    private Lease? resumed;

    /// <summary>The count of changes as it was written last; null when this instance has written nothing.</summary>
    public long? StoredN => stored?.Value.N;

    /// <summary>Remembers a change of verdict: also a standby may have to write it.</summary>
    public void Note(ServiceState seen)
    {
        if (last is not null && last.Verdict != seen.Verdict) changes.Add(seen);
        last = seen;
        changes.RemoveAll(change => time.GetUtcNow() - change.Since > Remembered);
    }

    /// <summary>Writes what is seen, and what was seen before it and is not written yet.</summary>
    /// <param name="seen">What was noted last.</param>
    /// <param name="node">Where the service runs.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <returns>False when another one leads by now, and the rest is its to write.</returns>
    public async Task<bool> WriteAsync(ServiceState seen, string? node, Lease lease)
    {
        var before = resumed == lease ? stored : await store.ReadAsync(key);
        // Until the end is reached, what is stored is not known: the next write reads it again.
        resumed = null;
        foreach (var write in Transitions.Of(before, changes, seen))
        {
            if (!await WriteAsync(write, node, lease)) return false;

            stored = new(0, time.GetUtcNow(), write.State);
        }

        resumed = lease;
        return true;
    }

    private async Task<bool> WriteAsync(StateWrite write, string? node, Lease lease) => write.From is { } from
        ? await log.WriteAsync(write.State, ConnectivityEntry.Transition(from, write.State, node), lease)
            == TransitionOutcome.Written
        : await store.WriteAsync(key, write.State, lease) is not null;
}
