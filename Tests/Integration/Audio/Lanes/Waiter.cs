using System.Collections.Concurrent;
using SparkControl.AudioProxy.Lanes;

namespace SparkControl.Tests.Integration.Audio.Lanes;

/// <summary>A request that has asked for a slot.</summary>
internal sealed class Waiter : IDisposable
{
    private readonly CancellationTokenSource leaves = new();
    private readonly ConcurrentQueue<int> positions = new();
    private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Waiter(Lane lane) => Turn = lane.AcquireAsync(Hear, leaves.Token);

    public Task<LaneTurn> Turn { get; }

    public Task IsTold => told.Task;

    /// <summary>All that it was told.</summary>
    public IReadOnlyList<int> Positions => [.. positions];

    public bool HasSlot => Turn.IsCompletedSuccessfully;

    public Task CancelAsync() => leaves.CancelAsync();

    public async Task ReleaseAsync() => await (await Turn).DisposeAsync();

    public void Dispose() => leaves.Dispose();

    private void Hear(int position)
    {
        positions.Enqueue(position);
        told.TrySetResult();
    }
}
