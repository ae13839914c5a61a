using Microsoft.Extensions.Options;
using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Downloads.DownloadFigures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Does what a download needs to have done outside, and says what came of it.</summary>
internal sealed class DownloadSteps(
    ClusterNodes nodes, Hub hub, SettingsStore settings, DownloadQueue queue, DownloadChecks checks,
    DownloadEnd conclusion, IOptions<DownloadOptions> options, TimeProvider time)
{
    /// <summary>Does one thing.</summary>
    /// <param name="step">What.</param>
    /// <param name="state">Of which download.</param>
    /// <param name="log">Its log.</param>
    /// <param name="cancel">Breaks off what waits or looks.</param>
    /// <param name="leading">Cancelled when the lease is lost.</param>
    public Task<DownloadSignal> DoAsync(
        DownloadStep step, DownloadState state, DownloadLog log, CancellationToken cancel,
        CancellationToken leading) => step switch
        {
            DownloadStep.WaitForTurn => TurnAsync(state, cancel),
            DownloadStep.Plan => PlanAsync(state, cancel),
            DownloadStep.Begin => BeginAsync(state, leading),
            DownloadStep.Look => LookAsync(state, log, cancel),
            DownloadStep.End => EndAsync(state, leading),
            DownloadStep.Compare => CompareAsync(state, cancel),
            DownloadStep.Conclude => conclusion.ConcludeAsync(state, leading),
            DownloadStep.Hash => checks.HashAsync(state, options.Value.LookEvery, cancel, leading),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such step.")
        };

    private async Task<DownloadSignal> TurnAsync(DownloadState state, CancellationToken cancel) =>
        new DownloadSignal.Turn(await queue.AheadAsync(state.Id, state.Position, cancel));

    private async Task<DownloadSignal> PlanAsync(DownloadState state, CancellationToken cancel)
    {
        try
        {
            var model = await hub.ReadAsync(state.Repo, cancel);
            var looked = await DisksAsync(state, model.Commit, NodesOf(state), cancel);
            return looked.Silent is { } why
                ? why
                : new DownloadSignal.Planned(new(model, [.. looked.Disks]));
        }
        catch (HubException refusal)
        {
            return new DownloadSignal.Refused(DownloadFailures.Of(refusal, state.Repo, settings.HasToken));
        }
    }

    private async Task<DownloadSignal> BeginAsync(DownloadState state, CancellationToken leading)
    {
        var run = state.Run!;
        var token = state.Phase == DownloadPhase.Downloading ? settings.Secret(Secrets.HfToken) : null;
        var environment = token is null ? null : DownloadCommands.TokenEnvironment(token);
        var result = await nodes.ChangeAsync(
            Head,
            async (shell, epoch) => (await new RemoteJobs(shell, time).StartAsync(
                JobOf(state), CommandOf(state), epoch, environment, leading)).Result,
            run.Machines.GetValueOrDefault(Head));
        return result switch
        {
            { Succeeded: true } => new DownloadSignal.Begun(),
            { Ran: true } => new DownloadSignal.Refused(
                DownloadFailures.Failed(Head, result.ExitCode, result.Error.Trim())),
            _ => new DownloadSignal.Hindered(result.Reason ?? $"{Head} does not answer.")
        };
    }

    // The job first: what it has left when it has ended is then all there.
    private async Task<DownloadSignal> LookAsync(DownloadState state, DownloadLog log, CancellationToken cancel)
    {
        var job = new FollowedJob(Head, state.Run!.Machines.GetValueOrDefault(Head), JobOf(state), Head);
        await log.FollowAsync(job);
        await Task.Delay(options.Value.LookEvery, time, cancel);
        if (nodes.For(Head, job.Machine) is not { } head) return new DownloadSignal.Hindered(nodes.WhyNone(Head));

        var jobs = new RemoteJobs(head, time);
        var status = await jobs.StatusAsync(job.Job, cancel);
        if (status.State == RemoteJobState.Unknown) return Silent(Head);

        var looked = await DisksAsync(state, state.Revision, [NodeAtWork(state)], cancel);
        if (looked.Silent is { } why) return why;

        if (status.State == RemoteJobState.Exited) await log.DrainAsync(status.LogBytes);
        return new DownloadSignal.Looked(looked.Disks, new(status, await WhyAsync(state, jobs, status, cancel)));
    }

    private async Task<JobFailure?> WhyAsync(
        DownloadState state, RemoteJobs jobs, RemoteJobStatus status, CancellationToken cancel)
    {
        if (status is not { State: RemoteJobState.Exited, ExitCode: { } code and not 0 }) return null;

        var words = await jobs.LastWordsAsync(JobOf(state), cancel) ?? "";
        return state.Phase == DownloadPhase.Copying
            ? ToolWords.OfCopy(Worker, code, words)
            : ToolWords.OfDownload(Head, state.Repo, code, words, settings.HasToken);
    }

    private async Task<DownloadSignal> EndAsync(DownloadState state, CancellationToken leading)
    {
        var jobs = state.Verifies is null
            ? [(Head, JobOf(state))]
            : NodesOf(state).Select(node => (node, DownloadChecks.JobOf(state, node)));
        foreach (var (node, job) in jobs)
        {
            var machine = state.Run!.Machines.GetValueOrDefault(node);
            // A machine that is not set up any more can be asked by nobody, and a cancel is not to wait for ever.
            if (state.CancelRequested && nodes.For(node, machine) is null) continue;

            var result = await nodes.ChangeAsync(
                node, (shell, epoch) => new RemoteJobs(shell, time).CancelAsync(job, epoch, leading), machine);
            if (SwapNodes.Hindrance(node, result) is { } why) return new DownloadSignal.Hindered(why);
        }

        return new DownloadSignal.Gone();
    }

    private async Task<DownloadSignal> CompareAsync(DownloadState state, CancellationToken cancel)
    {
        var looked = await DisksAsync(state, state.Revision, NodesOf(state), cancel);
        return looked.Silent is { } why ? why : new DownloadSignal.Looked(looked.Disks, Job: null);
    }

    private async Task<(Dictionary<string, RepoLook> Disks, DownloadSignal? Silent)> DisksAsync(
        DownloadState state, string? commit, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var looks = await Task.WhenAll(names.Select(name => LookAsync(name)));
        var disks = new Dictionary<string, RepoLook>();
        foreach (var (name, look) in names.Zip(looks))
        {
            if (look is null) return (disks, Silent(name));
            disks[name] = look;
        }

        return (disks, null);

        async Task<RepoLook?> LookAsync(string name) =>
            nodes.For(name, state.Run!.Machines.GetValueOrDefault(name)) is { } shell
                ? await RepoLook.ReadAsync(shell, state.Repo, commit, cancel)
                : null;
    }

    private DownloadSignal.Hindered Silent(string node) => new(
        nodes.For(node) is { Link.Reason: { } reason } ? reason : $"{node} does not answer; it is asked again.");

    private string CommandOf(DownloadState state) => state.Phase == DownloadPhase.Copying
        ? DownloadCommands.Copy(state.Repo, state.Run!.Hubs[Head], state.Run.Worker!, state.Run.Hubs[Worker])
        : DownloadCommands.Fetch(state, Endpoint, state.Run!.Hubs[Head], state.Run.Wrong);

    private string? Endpoint =>
        settings.Current.HfEndpoint is var set && set != EffectiveSettings.UsualHub ? set : null;

    private static string NodeAtWork(DownloadState state) => state.Phase == DownloadPhase.Copying ? Worker : Head;

    private static IReadOnlyList<string> NodesOf(DownloadState state) =>
        state.Nodes == ModelNodes.Cluster ? [Head, Worker] : [Head];

    private static string JobOf(DownloadState state) => $"{state.Id}-{state.Run!.Attempt}";
}
