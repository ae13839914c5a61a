using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Jobs;

/// <summary>
/// Ends jobs whose runner fails of what nobody has foreseen: it is taken up again twice, and after the third time in a
/// row the job has failed. Otherwise it would be tried for ever, and all that waits for it would wait.
/// </summary>
internal sealed class LostJobs(
    ClusterNodes nodes, SettingsStore settings, StateStore store, LogStore logs, TimeProvider time)
{
    private const int Most = 3;

    /// <summary>A run that went well for so long is no failure in a row.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, int> failures = new();

    /// <summary>A run has ended as it should.</summary>
    public void Forget(string id) => failures.TryRemove(id, out _);

    /// <summary>A run has thrown: after the third time in a row its job is ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="ran">How long it ran before.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="leading">Cancelled when it is lost.</param>
    public async Task TellAsync(
        JobState job, Exception failure, TimeSpan ran, Lease lease, CancellationToken leading)
    {
        var count = failures.AddOrUpdate(job.Id, 1, (_, known) => ran < Long ? known + 1 : 1);
        if (count < Most || !await AreGoneAsync(job.Id, leading)) return;

        var why = new JobFailure("unexpected", "Something went wrong that nobody has foreseen", failure.Message)
        {
            Remedies = [new("Try it again"), new("Look at the panel's own log", "It has all that is known of it.")]
        };
        await SayAsync(job.Id, why, lease);
        await EndAsync(job, why, lease);
        Forget(job.Id);
    }

    // Nothing is said to have ended while its remote jobs may run. A machine that is not set up can be asked by nobody.
    private async Task<bool> AreGoneAsync(string id, CancellationToken leading)
    {
        foreach (var node in settings.Current.Nodes.Where(node => nodes.For(node.Name) is not null))
        {
            var result = await nodes.ChangeAsync(node.Name, (shell, epoch) => ClearAsync(shell, id, epoch, leading));
            if (!result.Succeeded) return false;
        }

        return true;
    }

    private async Task<ShellResult> ClearAsync(ISparkShell shell, string id, Epoch epoch, CancellationToken leading)
    {
        var jobs = new RemoteJobs(shell, time);
        var found = await jobs.NamesAsync($"{id}-", leading);
        foreach (var name in found.Names)
        {
            if (await jobs.CancelAsync(name, epoch, leading) is { Succeeded: false } kept) return kept;
        }

        return found.Result;
    }

    private async Task SayAsync(string id, JobFailure why, Lease lease)
    {
        if (!await logs.OpenAsync(id, lease)) return;

        await using var log = new SwapLog(logs, id, lease, time);
        await log.SayAsync("unexpected", $"Failed: {why.Title}: {why.Detail}");
    }

    private Task EndAsync(JobState job, JobFailure why, Lease lease)
    {
        var now = time.GetUtcNow();
        return job.Kind switch
        {
            JobKind.Download => EndAsync(States.Download(job.Id), state => Ended(state, why, now), lease),
            JobKind.Update => EndAsync(States.Update(job.Id), state => Ended(state, why, now), lease),
            _ => EndAsync(States.Deletion(job.Id), state => state with { EndedAt = now, Failure = why }, lease)
        };
    }

    private static DownloadState Ended(DownloadState state, JobFailure why, DateTimeOffset now) =>
        state with { Phase = DownloadPhase.Failed, EndedAt = now, Failure = why, Files = [], Run = null };

    private static UpdateState Ended(UpdateState state, JobFailure why, DateTimeOffset now) =>
        state with { Phase = UpdatePhase.Failed, EndedAt = now, Failure = why };

    private async Task EndAsync<T>(StateKey<T> key, Func<T, T> end, Lease lease) where T : JobState
    {
        if ((await store.ReadAsync(key))?.Value is { IsActive: true } state)
            await store.WriteAsync(key, end(state), lease);
    }
}
