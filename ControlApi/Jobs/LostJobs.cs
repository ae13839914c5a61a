using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Jobs;

/// <summary>
/// Ends jobs whose runner fails of what nobody has foreseen: it is taken up again twice, and after the third time in a
/// row the job has failed. Otherwise it would be tried for ever, and all that waits for it would wait.
/// </summary>
internal sealed class LostJobs(ClusterNodes nodes, LogStore logs, TimeProvider time)
{
    private const int Most = 3;

    /// <summary>A run that went well for so long is no failure in a row.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, int> failures = new();

    /// <summary>A run has ended as it should.</summary>
    public void Forget(string id) => failures.TryRemove(id, out _);

    /// <summary>A run has thrown: after the third time in a row its job is ended.</summary>
    /// <param name="id">The job.</param>
    /// <param name="runner">Who carries it, and ends it.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="ran">How long it ran before.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="leading">Cancelled when it is lost.</param>
    public async Task TellAsync(
        string id, IJobRunner runner, Exception failure, TimeSpan ran, Lease lease, CancellationToken leading)
    {
        var count = failures.AddOrUpdate(id, 1, (_, known) => ran < Long ? known + 1 : 1);
        if (count < Most || !await AreGoneAsync(id, await runner.PlacesAsync(id), leading)) return;

        var why = new JobFailure("unexpected", "Something went wrong that nobody has foreseen", failure.Message)
        {
            Remedies = [new("Try it again"), new("Look at the panel's own log", "It has all that is known of it.")]
        };
        await SayAsync(id, why, lease);
        await runner.FailAsync(id, why, lease, leading);
        Forget(id);
    }

    // Nothing is said to have ended while its remote jobs may run. A machine that is not set up can be asked by nobody.
    private async Task<bool> AreGoneAsync(string id, IReadOnlyList<JobPlace> places, CancellationToken leading)
    {
        foreach (var (node, machine) in places.Where(place => nodes.For(place.Node, place.Machine) is not null))
        {
            var result = await nodes.ChangeAsync(
                node, (shell, epoch) => ClearAsync(shell, id, epoch, leading), machine);
            if (!result.Succeeded) return false;
        }

        return true;
    }

    // An update's job on the head has its own id, every other one more behind it.
    private async Task<ShellResult> ClearAsync(ISparkShell shell, string id, Epoch epoch, CancellationToken leading)
    {
        var jobs = new RemoteJobs(shell, time);
        var found = await jobs.NamesAsync(id, leading);
        foreach (var name in found.Names.Where(
            name => name == id || name.StartsWith($"{id}-", StringComparison.Ordinal)))
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
}
