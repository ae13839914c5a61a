using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Jobs;

/// <summary>
/// What the holder of the cluster lease does for jobs: those that clicks ask for, and those that a holder before it
/// left half-way. One task a job, all beside each other and beside a swap; which has to wait for which is their
/// runner's to know.
/// </summary>
internal sealed partial class JobWork(
    OpenJobs open, JobCancels cancels, LostJobs lost, IEnumerable<IJobRunner> runners, TimeProvider time,
    ILogger<JobWork> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(1);

    private readonly LookSignal looks = new();
    private readonly Dictionary<JobKind, IJobRunner> byKind = runners.ToDictionary(runner => runner.Kind);

    /// <summary>Asks for a look: a request was taken that is about a job.</summary>
    public void Look() => looks.Ask();

    /// <summary>Works until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        var atWork = new Dictionary<string, JobTask>();
        using var timer = time.CreateTimer(_ => Look(), null, LookAgain, LookAgain);
        Look();
        try
        {
            await foreach (var _ in looks.AllAsync(leading)) await TryLookAsync(atWork, lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
        finally
        {
            await Task.WhenAll(atWork.Values.Select(job => job.Work))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryLookAsync(Dictionary<string, JobTask> atWork, Lease lease, CancellationToken leading)
    {
        try
        {
            await LookAsync(atWork, lease, leading);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            RedisAway(away.Message);
            await Task.Delay(Patience, time, leading);
            Look();
        }
        catch (Exception failure) when (!leading.IsCancellationRequested)
        {
            // One look that fails must not be the last one.
            LookFailed(failure);
            await Task.Delay(Patience, time, leading);
            Look();
        }
    }

    private async Task LookAsync(Dictionary<string, JobTask> atWork, Lease lease, CancellationToken leading)
    {
        foreach (var (id, task) in atWork.ToList())
        {
            if (task.Work.IsCompleted) atWork.Remove(id);
        }

        foreach (var asked in await open.AskedAsync())
        {
            if (asked.Kind == RequestKind.CancelJob) cancels.Ask(asked.Job.Id);
            else if (!atWork.TryGetValue(asked.Job.Id, out var at)) Begin(asked.Job, asked.Entry);
            // It was taken up without its request, which was on its way: nobody else would settle that.
            else if (at.Entry != asked.Entry) await open.SettleAsync(asked.Entry);
        }

        foreach (var job in await open.LeftAsync())
        {
            if (!atWork.ContainsKey(job.Id)) Begin(job, null);
        }

        void Begin(JobState job, HandOverEntry? entry)
        {
            if (!byKind.TryGetValue(job.Kind, out var runner)) return;

            var work = QuietlyAsync(runner, job, entry, lease, leading);
            atWork[job.Id] = new(work, entry);
            _ = LookAfterAsync(work);
        }
    }

    // Asked from outside the task: the look that hears of it must find it at its end.
    private async Task LookAfterAsync(Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Look();
    }

    // What did not come to its end is taken up by the next look, where Redis says that it stands.
    private async Task QuietlyAsync(
        IJobRunner runner, JobState job, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        var since = time.GetTimestamp();
        try
        {
            await runner.RunAsync(job.Id, entry, lease, leading);
            cancels.Forget(job.Id);
            lost.Forget(job.Id);
        }
        // A lease that is too old to be sure of is no failure; neither is Redis, which is away.
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            RedisAway(away.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            WorkFailed(job.Id, failure);
            await LoseAsync(runner, job.Id, failure, time.GetElapsedTime(since), lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost, or too old: the job stays as it is.
        }

        // One that did not come to its end is not begun again at once.
        await Task.Delay(Patience, time, leading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LoseAsync(
        IJobRunner runner, string id, Exception failure, TimeSpan ran, Lease lease, CancellationToken leading)
    {
        try
        {
            await lost.TellAsync(id, runner, failure, ran, lease, leading);
        }
        catch (Exception away) when (away is RedisException or TimeoutException or OperationCanceledException)
        {
            RedisAway(away.Message);
        }
        catch (Exception unended)
        {
            // Its end is tried again after the next run that fails.
            WorkFailed(id, unended);
        }
    }

    private sealed record JobTask(Task Work, HandOverEntry? Entry);

    [LoggerMessage(LogLevel.Error, "The run of job {Id} has failed")]
    private partial void WorkFailed(string id, Exception failure);

    [LoggerMessage(LogLevel.Error, "A look at what jobs there are has failed; the next one tries again")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: {Reason}")]
    private partial void RedisAway(string reason);
}
