using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Takes clicks, on any instance: refuses what cannot be, and hands the rest to the driver.</summary>
internal sealed class SwapCounter(
    StateMirror mirror, StateStore store, CatalogStore catalog, SettingsStore settings, SwapDesk desk, RedisLink redis,
    TimeProvider time)
{
    private readonly HandOver requests = new(redis, redis.Keys.Requests);

    /// <summary>A model of the catalog: of its files, which know a change before Redis does.</summary>
    public CatalogModel? Find(string key) => catalog.Find(key);

    /// <summary>Why no swap can be begun with what is set up; null when one can.</summary>
    public ProblemHttpResult? NotConfigured(CatalogModel? model) => settings.Current switch
    {
        { Spark1: null } => SwapProblems.NotConfigured(),
        { Spark2: null } when model?.Nodes == ModelNodes.Cluster => SwapProblems.NeedsTwo(model),
        _ when mirror.Value(States.Driver)?.AnotherPanel is { } other => SwapProblems.AnotherPanel(other),
        _ => null
    };

    public async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> BeginAsync(SwapRequest request)
    {
        // Another instance may have changed the files a moment ago.
        catalog.Reread();
        await settings.RereadAsync(CancellationToken.None);
        if (Find(request.Model) is not { } model) return ModelProblems.Unknown(request.Model);
        if (NotConfigured(model) is { } problem) return problem;

        var usual = mirror.Value(States.Usual)?.Models.GetValueOrDefault(model.Key);
        var began = Begin(SwapKind.Load);
        return await HandInAsync(
            began with
            {
                Model = model.Key,
                ModelName = model.Name,
                Weights = model.Weights,
                Usual = usual,
                Eta = LoadStatistics.Band(usual, began.RequestedAt),
                Command = CommandOf(model),
                Run = began.Run with { Model = model, Anyway = request.Anyway }
            },
            request.Token);
    }

    /// <param name="model">The served name that is meant; null for whatever runs.</param>
    public async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> StopAsync(string? model)
    {
        await settings.RereadAsync(CancellationToken.None);
        if (NotConfigured(null) is { } problem) return problem;

        // A click that was meant for one model must not end another that came meanwhile.
        var served = mirror.Value(States.Service("vllm"))?.Model;
        if (model is not null && served is not null && model != served.Id) return SwapProblems.AnotherModelServes(served.Id);

        return await HandInAsync(Begin(SwapKind.Stop), token: null);
    }

    public async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> CancelAsync(string id)
    {
        if ((await PresentAsync(id))?.Value is not { } swap) return SwapProblems.UnknownSwap(id);
        if (!swap.IsActive) return SwapProblems.HasEnded(swap);
        if (swap.Kind == SwapKind.Stop || swap.Phase is SwapPhase.Failed or SwapPhase.Cancelled)
        {
            return SwapProblems.CannotBeCancelled(swap);
        }

        var now = time.GetUtcNow();
        await requests.PushAsync(new ClusterRequest(id, RequestKind.Cancel, now, now + ClusterRequest.Patience));
        return TypedResults.Accepted($"/api/swap/{id}", new SwapAccepted(id));
    }

    /// <summary>The present or the last swap, if it has this id. Where nothing was heard of it yet, Redis is asked.</summary>
    public async Task<Observed<SwapState>?> PresentAsync(string id)
    {
        if (mirror.Get(States.Swap) is { } heard && heard.Value.Id == id) return heard;

        return await store.ReadAsync(States.Swap) is { } stored && stored.Value.Id == id ? stored : null;
    }

    /// <summary>The command a swap to a model would run now, as a person would type it.</summary>
    public string? CommandOf(CatalogModel model) =>
        settings.Current is { Spark1: not null } now
        && LaunchCommand.For(model, now, mirror.Value(States.Launcher)?.Capabilities ?? new()).Command is { } command
            ? command.ToString()
            : null;

    private SwapState Begin(SwapKind kind)
    {
        var now = time.GetUtcNow();
        var before = mirror.Value(States.Swap);
        var set = settings.Current;
        var nodes = set.Nodes.Select(n => n.Name).ToList();
        var began = SwapMachine.Begin($"s-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}", kind, nodes, now);
        // What was free before the last load is what must be free again after its end.
        return began with
        {
            Replaces = NameOfLoaded(),
            Run = began.Run with
            {
                Place = new(
                    set.VllmContainer, set.VllmPort, set.VllmImage, set.Spark2?.FabricAddress),
                Baseline = before?.Run.Baseline ?? new Dictionary<string, long>(),
                FormerLauncherJob = before?.Run.LauncherJob ?? before?.Run.FormerLauncherJob
            }
        };
    }

    private string? NameOfLoaded()
    {
        if (mirror.Value(States.Service("vllm"))?.Model is not { } served) return null;

        var known = catalog.Current.Models.FirstOrDefault(m => m.Weights == served.Id || m.Weights == served.Root);
        return known?.Name ?? served.Id;
    }

    private async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> HandInAsync(SwapState swap, string? token)
    {
        var result = await desk.BeginAsync(swap, token);
        return result.Answer switch
        {
            DeskAnswer.Taken => TypedResults.Accepted($"/api/swap/{swap.Id}", new SwapAccepted(swap.Id)),
            DeskAnswer.SwapRuns => SwapProblems.SwapRuns(result.What),
            DeskAnswer.UpdateRuns => SwapProblems.UpdateRuns(result.What),
            _ => SwapProblems.Reserved(result.What)
        };
    }
}
