namespace SparkControl.Simulator.Vllm;

/// <summary>
/// Where the ranks of a two-node launch find each other: first come, first paired, by the master's address.
/// </summary>
internal sealed class Meetings
{
    private readonly Dictionary<string, List<Waiting>> _waiting = [];
    private readonly Lock _gate = new();

    public async Task<VllmProcess> MeetAsync(VllmProcess process, CancellationToken cancel)
    {
        var key = process.Arguments.MasterAddress;
        Waiting mine = new(process, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out var others)) _waiting[key] = others = [];
            others.RemoveAll(other => other.Process.Ended.IsCompleted);
            var partner = others.FindIndex(other => other.Process.Arguments.Rank != process.Arguments.Rank);
            if (partner < 0) others.Add(mine);
            else
            {
                mine.Partner.SetResult(others[partner].Process);
                others[partner].Partner.SetResult(process);
                others.RemoveAt(partner);
            }
        }

        return await mine.Partner.Task.WaitAsync(cancel);
    }

    private sealed record Waiting(VllmProcess Process, TaskCompletionSource<VllmProcess> Partner);
}
