using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Disk;

/// <summary>
/// Deletes weights, node by node. What was done on a node is stored before the next one has its turn; one that cannot
/// be asked keeps them, and the deletion says so.
/// </summary>
internal sealed partial class DeletionRunner(
    DeletionUse use, NodeRemoval removal, ClusterScan scan, SettingsStore settings, StateStore store,
    TimeProvider time, ILogger<DeletionRunner> logger) : IJobRunner
{
    public JobKind Kind => JobKind.Deletion;

    public async Task RunAsync(string id, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        var key = States.Deletion(id);
        if ((await store.ReadAsync(key))?.Value is not { IsActive: true } state) return;

        // One that has begun is brought to its end: what it has left is of no use to any model.
        if (state is { StartedAt: null, PartsOnly: false } && await use.HindranceAsync(state, leading) is { } why)
        {
            await EndAsync(state, why, lease, entry);
            return;
        }

        state = state with { StartedAt = state.StartedAt ?? time.GetUtcNow() };
        if (await store.WriteAsync(key, state, lease, entry) is null) return;

        foreach (var node in NodesOf(state).Where(node => !state.Nodes.ContainsKey(node)).ToList())
        {
            var done = await removal.RemoveAsync(state, node, leading);
            state = state with
            {
                Nodes = new Dictionary<string, NodeDeletion>(state.Nodes) { [node] = done }
            };
            if (await store.WriteAsync(key, state, lease) is null) return;
        }

        List<string> kept = [.. state.Nodes.Where(node => node.Value.Problem is not null).Select(node => node.Key)];
        await EndAsync(state, kept.Count > 0 ? DiskProblems.NotDeleted(kept) : null, lease);
        scan.Look();
    }

    // One after the other: none was begun behind the first that has not had its end.
    public async Task<IReadOnlyList<JobPlace>> PlacesAsync(string id)
    {
        if ((await store.ReadAsync(States.Deletion(id)))?.Value is not { } state) return [];

        var all = NodesOf(state).ToList();
        var begun = all.TakeWhile(state.Nodes.ContainsKey).Count() + 1;
        return [.. all.Take(begun).Select(node => new JobPlace(node, state.Machines.GetValueOrDefault(node)))];
    }

    public async Task FailAsync(string id, JobFailure why, Lease lease, CancellationToken leading)
    {
        if ((await store.ReadAsync(States.Deletion(id)))?.Value is not { IsActive: true } state) return;

        await EndAsync(state, why, lease);
        scan.Look();
    }

    // One that an older version has taken does not name them.
    private IEnumerable<string> NodesOf(DeletionState state) => state.Machines.Count > 0
        ? state.Machines.Keys.Order(StringComparer.Ordinal)
        : settings.Current.Nodes.Select(node => node.Name);

    private async Task EndAsync(DeletionState state, JobFailure? failure, Lease lease, HandOverEntry? entry = null)
    {
        await store.WriteAsync(
            States.Deletion(state.Id), state with { EndedAt = time.GetUtcNow(), Failure = failure }, lease, entry);
        Deleted(state.Weights, state.Nodes.Values.Sum(node => node.FreedBytes ?? 0), failure?.Code);
    }

    [LoggerMessage(LogLevel.Information, "{Weights} was deleted: {Bytes} bytes are free now {Code}")]
    private partial void Deleted(string weights, long bytes, string? code);
}
