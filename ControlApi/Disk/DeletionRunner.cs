using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>
/// Deletes weights, node by node. What was done on a node is stored before the next one has its turn; one that cannot
/// be
/// asked keeps them, and the deletion says so.
/// </summary>
internal sealed partial class DeletionRunner(
    ClusterNodes nodes, ClusterScan scan, SettingsStore settings, StateStore store, VllmApi vllm, TimeProvider time,
    ILogger<DeletionRunner> logger) : IJobRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Again = TimeSpan.FromSeconds(2);

    public JobKind Kind => JobKind.Deletion;

    public async Task RunAsync(string id, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        if ((await store.ReadAsync(States.Deletion(id)))?.Value is not { IsActive: true } state) return;

        state = state with { StartedAt = state.StartedAt ?? time.GetUtcNow() };
        if (await store.WriteAsync(States.Deletion(id), state, lease, entry) is null) return;

        if (await ServesAsync(state.Weights, leading))
        {
            await EndAsync(state, DiskProblems.ServesNow(state.Weights), lease);
            return;
        }

        foreach (var node in settings.Current.Nodes.Select(node => node.Name).Where(n => !state.Nodes.ContainsKey(n)))
        {
            var done = await DeleteAsync(node, state.Weights, leading);
            state = state with
            {
                Nodes = new Dictionary<string, NodeDeletion>(state.Nodes) { [node] = done }
            };
            if (await store.WriteAsync(States.Deletion(id), state, lease) is null) return;
        }

        List<string> kept = [.. state.Nodes.Where(node => node.Value.Problem is not null).Select(node => node.Key)];
        await EndAsync(state, kept.Count > 0 ? DiskProblems.NotDeleted(kept) : null, lease);
        scan.Look();
    }

    private async Task EndAsync(DeletionState state, JobFailure? failure, Lease lease)
    {
        await store.WriteAsync(
            States.Deletion(state.Id), state with { EndedAt = time.GetUtcNow(), Failure = failure }, lease);
        Deleted(state.Weights, state.Nodes.Values.Sum(node => node.FreedBytes ?? 0), failure?.Code);
    }

    private async Task<bool> ServesAsync(string weights, CancellationToken leading) =>
        (await vllm.ModelsAsync(settings.Current, leading))?.Any(model => (model.Root ?? model.Id) == weights) == true;

    private async Task<NodeDeletion> DeleteAsync(string node, string weights, CancellationToken leading)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var result = await nodes.ChangeAsync(
                node, (shell, epoch) => HubCache.RemoveAsync(shell, weights, epoch, leading));
            if (result.Succeeded) return new(HubCache.Freed(result.Output), null);
            if (result.Ran || time.GetElapsedTime(since) >= Patience)
                return new(null, SwapNodes.Hindrance(node, result));

            await Task.Delay(Again, time, leading);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Weights} was deleted: {Bytes} bytes are free now {Code}")]
    private partial void Deleted(string weights, long bytes, string? code);
}
