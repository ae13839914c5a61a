using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Downloads;

/// <summary>The log of one download: the panel's own sentences, and what its remote jobs print.</summary>
internal sealed class DownloadLog(SwapLog log, JobFollower follower, CancellationToken leading) : IAsyncDisposable
{
    private FollowedJob? followed;
    private CancellationTokenSource? ending;
    private Task following = Task.CompletedTask;

    /// <summary>Opens it, and says with each of its lines that it may be written still.</summary>
    /// <returns>Null when the lease is no longer ours.</returns>
    public static async Task<DownloadLog?> OpenAsync(
        string id, LogStore logs, Lease lease, JobFollower follower, TimeProvider time, CancellationToken leading) =>
        await logs.OpenAsync(id, lease) ? new(new SwapLog(logs, id, lease, time), follower, leading) : null;

    /// <summary>Says a sentence once, however often this is called.</summary>
    public Task SayAsync(string subject, string text) => log.SayAsync(subject, text);

    /// <summary>Follows a remote job, and none that was followed before.</summary>
    public async Task FollowAsync(FollowedJob job)
    {
        if (job == followed && !following.IsCompleted) return;

        await LeaveAsync();
        (followed, ending) = (job, CancellationTokenSource.CreateLinkedTokenSource(leading));
        following = follower.FollowAsync(job, log, ending.Token);
    }

    /// <summary>Waits until all that the followed job has printed is stored, and follows it no more.</summary>
    /// <param name="bytes">The length of its log.</param>
    public async Task DrainAsync(long bytes)
    {
        if (followed is { } job) await follower.DrainAsync(job, bytes, log, leading);
        await LeaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        await log.DisposeAsync();
    }

    // What it could not store comes again to whoever follows next.
    private async Task LeaveAsync()
    {
        if (ending is null) return;

        await ending.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
        (followed, ending) = (null, null);
    }
}
