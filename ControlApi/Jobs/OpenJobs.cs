using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Jobs;

/// <summary>Jobs that have not ended: those that clicks have asked for, and those that were left half-way.</summary>
internal sealed class OpenJobs(RedisLink redis, StateStore store, JobDesk desk)
{
    private readonly HandOver requests = new(redis, redis.Keys.Requests);

    /// <summary>What clicks have asked for and the driver of the cluster has taken for us.</summary>
    public async Task<IReadOnlyList<AskedJob>> AskedAsync()
    {
        List<AskedJob> jobs = [];
        foreach (var entry in await requests.UnsettledAsync())
        {
            if (RequestIn(entry.Raw) is not { } request) continue;

            var job = (await store.ReadAsync(States.Job(request.Id)))?.Value;
            // A job that was asked for may begin late, and a cancel holds until it has ended.
            if (job is { IsActive: true }) jobs.Add(new(job, request.Kind, entry));
            else await SettleAsync(entry);
        }

        return jobs;
    }

    /// <summary>
    /// What a holder before us, or we, did not bring to its end, the oldest first. One whose request waits is begun
    /// when that was taken.
    /// </summary>
    public async Task<IReadOnlyList<JobState>> LeftAsync()
    {
        var waiting = (await requests.WaitingAsync()).Select(RequestIn)
            .Where(request => request?.Kind == RequestKind.Job).Select(request => request!.Id).ToHashSet();
        return [.. (await desk.AllAsync(store)).Where(job => job.IsActive && !waiting.Contains(job.Id))];
    }

    /// <summary>A request has nothing more to be done for it.</summary>
    public Task SettleAsync(HandOverEntry entry) => requests.SettleAsync(entry);

    /// <summary>A request that is about a job; null for another one, and for what this version does not know.</summary>
    public static ClusterRequest? RequestIn(string raw)
    {
        try
        {
            return Wire.Read<ClusterRequest>(raw) is { Kind: RequestKind.Job or RequestKind.CancelJob } request
                ? request
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A job that somebody has asked something of.</summary>
/// <param name="Job">What it has in common with all jobs.</param>
/// <param name="Kind">To begin or to cancel it.</param>
/// <param name="Entry">The request.</param>
internal sealed record AskedJob(JobState Job, RequestKind Kind, HandOverEntry Entry);
