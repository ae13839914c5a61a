using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Downloads;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>Takes clicks on deletions, on any instance.</summary>
internal sealed class DeletionCounter(
    StateMirror mirror, SettingsStore settings, LoadedWeights loaded, JobDesk desk, TimeProvider time)
{
    /// <param name="weights">A repository.</param>
    /// <param name="partsOnly">What is whole stays, and may be in use.</param>
    /// <param name="token">The reservation's token, if the caller has one.</param>
    public async Task<Results<Accepted<DeletionAccepted>, ProblemHttpResult>> BeginAsync(
        string weights, bool partsOnly, string? token)
    {
        // A directory that a user has named is not ours to delete.
        if (!HubCache.IsRepo(weights)) return DownloadProblems.BadRepo();

        await settings.RereadAsync(CancellationToken.None);
        if (settings.Current.Spark1 is null) return SwapProblems.NotConfigured();
        if (mirror.Value(States.Driver)?.AnotherPanel is { } other) return SwapProblems.AnotherPanel(other);
        if (!partsOnly && loaded.AreNeeded(weights)) return DiskProblems.IsLoaded(weights);

        var deletion = Begin(weights, partsOnly);
        var result = await desk.BeginAsync(
            States.Deletion(deletion.Id), deletion,
            new(NeedsIdleSwap: true, NeedsNoUpdate: true, SameAs: weights, Token: token));
        return result.Answer switch
        {
            JobAnswer.Taken => TypedResults.Accepted(
                $"/api/disk/deletions/{deletion.Id}", new DeletionAccepted(deletion.Id)),
            JobAnswer.SwapRuns => SwapProblems.SwapRuns(result.What),
            JobAnswer.UpdateRuns => SwapProblems.UpdateRuns(result.What),
            JobAnswer.Reserved => ReservationProblems.Reserved(result.What, result.SecondsLeft),
            _ => DiskProblems.DownloadRuns(weights, result.What)
        };
    }

    private DeletionState Begin(string weights, bool partsOnly)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = $"x-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}",
            Kind = JobKind.Deletion,
            Subject = weights,
            Weights = weights,
            RequestedAt = now,
            PartsOnly = partsOnly,
            Machines = settings.Current.Nodes.ToDictionary(
                node => node.Name, node => new NodeAddress(node.Host, node.Port))
        };
    }
}
