using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Fit;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Takes clicks, on any instance: refuses what cannot be, and hands the rest to the driver.</summary>
internal sealed class SwapCounter(
    StateMirror mirror, StateStore store, CatalogStore catalog, SettingsStore settings, ServedNow served, SwapDesk desk,
    RedisLink redis, TimeProvider time)
{
    /// <summary>
    /// How often a click is made anew because the swap before has moved; it moves no more once it has ended.
    /// </summary>
    private const int Attempts = 5;

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

    /// <param name="request">The model that is wanted.</param>
    /// <param name="action">The action of a machine's that this is; null for a click.</param>
    /// <param name="update">The update that tries its image by it: it bears its id, too; null for none.</param>
    /// <param name="pass">The hash of the reservation's token, where the token is not known any more.</param>
    public async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> BeginAsync(
        SwapRequest request, string? action = null, string? update = null, string? pass = null)
    {
        // Another instance may have changed the files a moment ago.
        catalog.Reread();
        await settings.RereadAsync(CancellationToken.None);
        if (Find(request.Model) is not { } model) return ModelProblems.Unknown(request.Model);
        if (NotConfigured(model) is { } problem) return problem;

        return await HandInAsync(
            SwapKind.Load,
            began => Load(began, model) with
            {
                Run = began.Run with
                {
                    Model = model,
                    Anyway = request.Anyway,
                    Action = action ?? update,
                    Pass = request.Token is { } token ? SwapDesk.HashOf(token) : pass
                }
            },
            request.Token, update);
    }

    /// <summary>The swap that loads a model in place of one whose load has failed, with what that one might.</summary>
    /// <param name="failed">The load that has failed.</param>
    /// <param name="model">The model as it was loaded well.</param>
    /// <param name="passed">What it was loaded in spite of.</param>
    public SwapState RollBack(SwapState failed, CatalogModel model, IReadOnlyList<PassedCheck> passed)
    {
        var began = Begin(SwapKind.Load, failed);
        return Load(began, model) with
        {
            RollsBack = failed.Id,
            Run = began.Run with
            {
                Model = model,
                Passed = passed,
                Pass = failed.Run.Pass,
                Trace = failed.Run.Trace
            }
        };
    }

    /// <param name="model">The served name that is meant; null for whatever runs.</param>
    /// <param name="token">The reservation's token, if the caller has one.</param>
    /// <param name="action">The action of a machine's that this is; null for a click.</param>
    public async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> StopAsync(
        string? model, string? token = null, string? action = null)
    {
        await settings.RereadAsync(CancellationToken.None);
        if (NotConfigured(null) is { } problem) return problem;

        // A click that was meant for one model must not end another that came meanwhile.
        if (model is not null && await IsAnotherAsync(model) is { } refusal) return refusal;

        return await HandInAsync(
            SwapKind.Stop, began => began with { Run = began.Run with { Action = action } }, token);
    }

    private async Task<ProblemHttpResult?> IsAnotherAsync(string model)
    {
        if (served.Model is { } now) return model == now.Id ? null : SwapProblems.AnotherModelServes(now.Id);

        // Nobody sees what serves just now: the last swap says what should.
        var last = (await store.ReadAsync(States.Swap))?.Value;
        return last is { Phase: SwapPhase.Ready, Weights: { } weights } && model == weights
            ? null
            : SwapProblems.UnknownServes(model);
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

    /// <summary>
    /// The present or the last swap, if it has this id. Where nothing was heard of it yet, Redis is asked.
    /// </summary>
    public async Task<Observed<SwapState>?> PresentAsync(string id)
    {
        if (mirror.Get(States.Swap) is { } heard && heard.Value.Id == id) return heard;

        return await store.ReadAsync(States.Swap) is { } stored && stored.Value.Id == id ? stored : null;
    }

    private SwapState Load(SwapState began, CatalogModel model)
    {
        var usual = mirror.Value(States.Usual)?.Models.GetValueOrDefault(model.Key);
        return began with
        {
            Model = model.Key,
            ModelName = model.Name,
            Weights = model.Weights,
            Usual = usual,
            Eta = LoadStatistics.Band(usual, began.RequestedAt),
            Command = CommandOf(model)
        };
    }

    // With a launcher that nobody has read the command cannot be told; that which is started says itself what it is.
    private string? CommandOf(CatalogModel model) =>
        settings.Current is { Spark1: not null } now
        && mirror.Value(States.Launcher) is { Present: true } launcher && launcher.IsOf(now)
            ? LaunchCommand.For(model, now, launcher.Capabilities, settings.HasToken).Command?.ToString()
            : null;

    private SwapState Begin(SwapKind kind, SwapState? before)
    {
        var now = time.GetUtcNow();
        var set = settings.Current;
        var nodes = set.Nodes.Select(n => n.Name).ToList();
        var began = SwapMachine.Begin($"s-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}", kind, nodes, now);
        // What was free before the last load is what must be free again after its end.
        return began with
        {
            Replaces = NameOfLoaded(before),
            Run = began.Run with
            {
                Place = PlaceIn(set),
                Trace = SwapTelemetry.Here,
                Baseline = before?.Run.Baseline ?? new Dictionary<string, long>(),
                FormerEnd = LastLoad.EndOf(before),
                FormerLauncherJob = before?.Run.LauncherJob ?? before?.Run.FormerLauncherJob
            }
        };
    }

    private static SwapPlace PlaceIn(EffectiveSettings settings) => new(
        settings.VllmContainer, settings.VllmPort, settings.VllmImage, settings.Spark2?.FabricAddress)
    {
        Machines = settings.Nodes.ToDictionary(node => node.Name, node => new NodeAddress(node.Host, node.Port)),
        LauncherDir = settings.LauncherDir
    };

    private string? NameOfLoaded(SwapState? before)
    {
        if (served.Model is not { } now) return before is { Phase: SwapPhase.Ready } ? before.ModelName : null;

        var known = catalog.Current.Models.FirstOrDefault(m => m.Weights == now.Id || m.Weights == now.Root);
        return known?.Name ?? now.Id;
    }

    // What the swap before has left is read where it is written: the mirror may be behind, and the script sees to it
    // that it has not moved since.
    private async Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> HandInAsync(
        SwapKind kind, Func<SwapState, SwapState> complete, string? token, string? update = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await store.ReadAsync(States.Swap);
            var swap = complete(Begin(kind, before?.Value));
            var result = await desk.BeginAsync(swap, token, attempt < Attempts ? before?.Rev : null, update);
            if (result.Answer != DeskAnswer.Moved) return Answer(swap, result);
        }
    }

    private static Results<Accepted<SwapAccepted>, ProblemHttpResult> Answer(SwapState swap, DeskResult result) =>
        result.Answer switch
        {
            DeskAnswer.Taken => TypedResults.Accepted($"/api/swap/{swap.Id}", new SwapAccepted(swap.Id)),
            DeskAnswer.SwapRuns => SwapProblems.SwapRuns(result.What),
            DeskAnswer.UpdateRuns => SwapProblems.UpdateRuns(result.What),
            DeskAnswer.DeletionRuns => SwapProblems.DeletionRuns(result.What),
            _ => ReservationProblems.Reserved(result.What, result.SecondsLeft)
        };
}
