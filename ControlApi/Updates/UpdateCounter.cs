using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>Takes clicks, on any instance: refuses what cannot be, and hands the rest to the driver.</summary>
internal sealed class UpdateCounter(
    StateMirror mirror, StateStore store, SettingsStore settings, CatalogStore catalog, SwapCounter swaps,
    UpdateLooks looks, UpdateViews views, JobDesk desk, RedisLink redis, TimeProvider time)
{
    /// <summary>How long a click waits for what the nodes say.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly HandOver requests = new(redis, redis.Keys.Requests);

    /// <summary>Asks for a look at upstream, soon.</summary>
    public async Task<Results<Accepted, ProblemHttpResult>> CheckAsync()
    {
        await settings.RereadAsync(CancellationToken.None);
        if (settings.Current.Spark1 is null) return SwapProblems.NotConfigured();
        if (views.Job is { IsActive: true } update) return SwapProblems.UpdateRuns(update.Id);

        var now = time.GetUtcNow();
        await requests.PushAsync(
            new ClusterRequest(IdAt(now), RequestKind.CheckUpstream, now, now + ClusterRequest.Patience));
        return TypedResults.Accepted("/api/update");
    }

    /// <param name="action">What is to be done.</param>
    /// <param name="request">How.</param>
    /// <param name="cancel">The caller has left.</param>
    public async Task<Results<Accepted<UpdateAccepted>, ProblemHttpResult>> BeginAsync(
        UpdateAction action, UpdateRequest request, CancellationToken cancel)
    {
        // Another instance may have changed the files a moment ago.
        catalog.Reread();
        await settings.RereadAsync(CancellationToken.None);
        var model = request.SmokeModel is { } wanted ? catalog.Find(wanted) : null;
        if (request.SmokeModel is { } unknown && model is null) return ModelProblems.Unknown(unknown);
        if (swaps.NotConfigured(model) is { } problem) return problem;

        var place = looks.Place()!;
        if (action == UpdateAction.SyncImages && place.Worker is null) return UpdateProblems.NeedsTwo();
        if (await InTheWayAsync() is { } runs) return runs;

        if (await RefusalAsync(action, place, cancel) is { } refusal) return UpdateProblems.Refused(refusal);

        var now = time.GetUtcNow();
        var update = UpdateMachine.Begin(IdAt(now), action, place, model?.Key, now);
        var pass = request.Token is { } token ? SwapDesk.HashOf(token) : null;
        update = update with { Run = update.Run! with { Tip = request.Tip, Pass = pass } };
        var result = await desk.BeginAsync(States.Update(update.Id), update, Rules with { Pass = pass });
        return result.Answer == JobAnswer.Taken
            ? TypedResults.Accepted("/api/update", new UpdateAccepted(update.Id, views.Note))
            : UpdateProblems.InTheWay(result, await JobAsync(result));
    }

    public async Task<Results<Accepted<UpdateAccepted>, ProblemHttpResult>> CancelAsync(string id)
    {
        if ((await store.ReadAsync(States.Update(id)))?.Value is not { } update) return UpdateProblems.Unknown(id);
        if (!update.IsActive) return UpdateProblems.HasEnded(update);
        if (update.Action == UpdateAction.RollBack) return UpdateProblems.RollBackRuns(id);

        await desk.CancelAsync(id);
        return TypedResults.Accepted("/api/update", new UpdateAccepted(id, null));
    }

    private static JobRules Rules => new(
        NeedsIdleSwap: true, NeedsNoUpdate: true, NeedsNoJob: true, SameAs: UpdateState.Launcher);

    // The driver looks again and refuses for good; nobody waits for a node that takes its time.
    private async Task<JobFailure?> RefusalAsync(UpdateAction action, UpdatePlace place, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Soon, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            var facts = await looks.ReadAsync(place, fetch: false, either.Token);
            return UpdateRules.Refusal(action, place, facts.WithoutPassing());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    // The desk decides; this says it before nodes are asked for nothing.
    private async Task<ProblemHttpResult?> InTheWayAsync()
    {
        if ((await desk.AllAsync(store)).FirstOrDefault(job => job.IsActive) is { } job)
        {
            var result = new JobDeskResult(
                job.Kind == JobKind.Update ? JobAnswer.UpdateRuns : JobAnswer.JobRuns, job.Id);
            return UpdateProblems.InTheWay(result, await JobAsync(result));
        }

        return mirror.Value(States.Swap) is { IsActive: true } swap ? SwapProblems.SwapRuns(swap.Id) : null;
    }

    // A download says of itself whether it only compares.
    private async Task<JobState?> JobAsync(JobDeskResult result)
    {
        if (result.Answer != JobAnswer.JobRuns) return null;

        var job = (await store.ReadAsync(States.Job(result.What)))?.Value;
        return job?.Kind == JobKind.Download ? (await store.ReadAsync(States.Download(job.Id)))?.Value : job;
    }

    private static string IdAt(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"u-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}");
}
