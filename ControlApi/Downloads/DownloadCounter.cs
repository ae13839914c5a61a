using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Takes clicks on downloads, on any instance: refuses what cannot be, and hands the rest to the driver.
/// </summary>
internal sealed class DownloadCounter(
    StateMirror mirror, StateStore store, CatalogStore catalog, SettingsStore settings, JobDesk desk, Hub hub,
    TimeProvider time)
{
    /// <summary>Jobs that may run or wait at a time.</summary>
    private const int MostOpen = 50;

    public async Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> BeginAsync(DownloadRequest request)
    {
        // Another instance may have changed the files a moment ago.
        catalog.Reread();
        await settings.RereadAsync(CancellationToken.None);
        if (RepoName.Of(request.Repo, hub.Address) is not { } repo) return DownloadProblems.BadRepo();
        if (request.ThenSwap is { } key && Hindrance(key, repo, request.Nodes) is { } wrong) return wrong;
        if (NotConfigured(request.Nodes) is { } problem) return problem;

        var download = Begin(repo, request.Nodes);
        return await HandInAsync(download with
        {
            ThenSwap = request.ThenSwap,
            Completes = request.Completes,
            Run = download.Run! with { Pass = request.Token is { } token ? SwapDesk.HashOf(token) : null }
        });
    }

    /// <summary>Begins a check of a download that is done.</summary>
    public async Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> VerifyAsync(string id)
    {
        await settings.RereadAsync(CancellationToken.None);
        if (await FindAsync(id) is not { } done) return DownloadProblems.UnknownDownload(id);
        if (done is not { Phase: DownloadPhase.Done, Run: { } run }) return DownloadProblems.NotDone(done);
        if (NotConfigured(done.Nodes) is { } problem) return problem;

        // What the Hub has said for the download is still true of its commit.
        var check = Begin(done.Repo, done.Nodes) with { Verifies = done.Verifies ?? done.Id, Revision = done.Revision };
        var isKept = done.Files.Count > 0 && done.Files.All(file => run.Blobs.ContainsKey(file.Path));
        return await HandInAsync(isKept ? CheckRules.Kept(check, done) : check);
    }

    /// <summary>Begins a check of what is on the disks, whoever has brought it.</summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="nodes">Where it is looked for.</param>
    public async Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> VerifyAsync(string repo, ModelNodes nodes)
    {
        await settings.RereadAsync(CancellationToken.None);
        if (NotConfigured(nodes) is { } problem) return problem;

        var check = Begin(repo, nodes);
        return await HandInAsync(check with { Verifies = check.Id });
    }

    public async Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> CancelAsync(string id)
    {
        if (await FindAsync(id) is not { } download) return DownloadProblems.UnknownDownload(id);
        if (!download.IsActive) return DownloadProblems.HasEnded(download);

        // The state itself says so at once, whoever drives now or later.
        await desk.CancelAsync(id, showAtOnce: true);
        return Accepted(id);
    }

    /// <summary>A download by its id; null when there is none, or what has it is another kind of job.</summary>
    public async Task<DownloadState?> FindAsync(string id) =>
        mirror.Value(States.Download(id)) ?? (await store.ReadAsync(States.Download(id)))?.Value;

    private ProblemHttpResult? Hindrance(string key, string repo, ModelNodes nodes) => catalog.Find(key) switch
    {
        null => ModelProblems.Unknown(key),
        // In other capitals it may be the same one: the Hub says so before anything comes.
        { } model when !string.Equals(model.Weights, repo, StringComparison.OrdinalIgnoreCase) =>
            DownloadProblems.OtherWeights(model, repo),
        { Nodes: ModelNodes.Cluster } model when nodes == ModelNodes.Solo => DownloadProblems.NeedsCluster(model),
        _ => null
    };

    private ProblemHttpResult? NotConfigured(ModelNodes nodes) => settings.Current switch
    {
        { Spark1: null } => SwapProblems.NotConfigured(),
        { Spark2: null } when nodes == ModelNodes.Cluster => DownloadProblems.NeedsTwo(),
        _ when mirror.Value(States.Driver)?.AnotherPanel is { } other => SwapProblems.AnotherPanel(other),
        _ => null
    };

    private DownloadState Begin(string repo, ModelNodes nodes)
    {
        var (now, set) = (time.GetUtcNow(), settings.Current);
        return new()
        {
            Id = $"d-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}",
            Kind = JobKind.Download,
            Subject = repo,
            Repo = repo,
            Nodes = nodes,
            Phase = DownloadPhase.Queued,
            RequestedAt = now,
            Run = new()
            {
                Machines = set.Nodes.ToDictionary(node => node.Name, node => new NodeAddress(node.Host, node.Port)),
                Worker = WorkerOf(set)
            }
        };
    }

    // As the launcher's own tools know it: by its address on the link between the two, and by the same user.
    private static string? WorkerOf(EffectiveSettings set)
    {
        if (set.Spark2 is not { } worker) return null;

        var address = worker.FabricAddress ?? worker.Host;
        return worker.User.Length > 0 && worker.User != set.Spark1?.User ? $"{worker.User}@{address}" : address;
    }

    private async Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> HandInAsync(DownloadState download)
    {
        var rules = new JobRules(NeedsNoUpdate: true, SameAs: download.Repo, MostOpen: MostOpen);
        var result = await desk.BeginAsync(States.Download(download.Id), download, rules);
        return result.Answer switch
        {
            JobAnswer.Taken => Accepted(download.Id),
            JobAnswer.UpdateRuns => SwapProblems.UpdateRuns(result.What),
            JobAnswer.TooMany => DownloadProblems.TooMany(MostOpen),
            _ => DownloadProblems.SameRuns(download.Repo, result.What)
        };
    }

    private static Accepted<DownloadAccepted> Accepted(string id) =>
        TypedResults.Accepted($"/api/downloads/{id}", new DownloadAccepted(id));
}
