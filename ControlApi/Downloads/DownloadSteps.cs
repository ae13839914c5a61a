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
    ClusterNodes nodes, DownloadLooks looks, DownloadPlanning planning, SettingsStore settings, DownloadQueue queue,
    DownloadChecks checks, DownloadEnd conclusion, IOptions<DownloadOptions> options, TimeProvider time)
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
            DownloadStep.Wait => WaitAsync(state, cancel),
            DownloadStep.Plan => planning.PlanAsync(state, log, cancel),
            DownloadStep.Begin => BeginAsync(state, leading),
            DownloadStep.Look => LookAsync(state, log, cancel),
            DownloadStep.End => EndAsync(state, leading),
            DownloadStep.Compare => CompareAsync(state, cancel, leading),
            DownloadStep.Conclude => conclusion.ConcludeAsync(state, leading),
            DownloadStep.Hash => checks.HashAsync(state, options.Value.LookEvery, cancel, leading),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such step.")
        };

    private async Task<DownloadSignal> TurnAsync(DownloadState state, CancellationToken cancel) =>
        new DownloadSignal.Turn(await queue.AheadAsync(state.Id, state.Position, cancel));

    private async Task<DownloadSignal> WaitAsync(DownloadState state, CancellationToken cancel)
    {
        var ahead = await queue.WaitAsync(state.Id, state.Run!.NotBefore!.Value, state.Position, cancel);
        return ahead == 0 ? new DownloadSignal.Waited() : new DownloadSignal.Overtaken(ahead);
    }

    private async Task<DownloadSignal> BeginAsync(DownloadState state, CancellationToken leading)
    {
        if (state.Phase == DownloadPhase.Copying) await SweepAsync(state, Worker, beforeCopy: true, leading);
        if (looks.Elsewhere(state, Head) is { } elsewhere) return elsewhere;

        var server = settings.Current.HfEndpoint;
        var environment = state.Phase == DownloadPhase.Downloading
            ? DownloadCommands.Environment(server, settings.TokenFor(server))
            : null;
        var result = await nodes.ChangeAsync(
            Head,
            async (shell, epoch) => (await new RemoteJobs(shell, time).StartAsync(
                JobOf(state), CommandOf(state, server), epoch, environment, leading)).Result,
            state.Run!.Machines.GetValueOrDefault(Head));
        return result switch
        {
            { Succeeded: true } => new DownloadSignal.Begun(),
            { Ran: true } => new DownloadSignal.Refused(
                DownloadFailures.Failed(Head, result.ExitCode, result.Error.Trim())),
            _ => new DownloadSignal.Hindered(result.Reason ?? $"{NodeNames.Of(Head)} does not answer.")
        };
    }

    // What could not be removed is in nobody's way but the disk's.
    private Task<ShellResult> SweepAsync(
        DownloadState state, string node, bool beforeCopy, CancellationToken leading) => nodes.ChangeAsync(
            node, (shell, epoch) => HubParts.SweepAsync(shell, state.Repo, epoch, beforeCopy, leading),
            state.Run!.Machines.GetValueOrDefault(node));

    // The job first: what it has left when it has ended is then all there.
    private async Task<DownloadSignal> LookAsync(DownloadState state, DownloadLog log, CancellationToken cancel)
    {
        var job = new FollowedJob(Head, state.Run!.Machines.GetValueOrDefault(Head), JobOf(state), Head);
        await log.FollowAsync(job);
        await Task.Delay(options.Value.LookEvery, time, cancel);
        if (looks.Elsewhere(state, Head) is { } elsewhere) return elsewhere;

        var jobs = new RemoteJobs(nodes.For(Head, job.Machine)!, time);
        var status = await jobs.StatusAsync(job.Job, cancel);
        if (status.State == RemoteJobState.Unknown) return looks.Silent(Head);

        var looked = await looks.DisksAsync(state, state.Revision, [NodeAtWork(state)], cancel);
        // While it runs it needs nobody who looks; what has ended waits for the node and lets others go first.
        if (looked.Silent is { } why) return status.State == RemoteJobState.Running ? why : looks.Away(looked);

        if (status.State == RemoteJobState.Exited) await log.DrainAsync(status.LogBytes);
        return new DownloadSignal.Looked(looked.Disks, new(status, await WhyAsync(state, jobs, status, cancel)));
    }

    private async Task<ToolEnd?> WhyAsync(
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
            : DownloadLooks.NodesOf(state).Select(node => (node, DownloadChecks.JobOf(state, node)));
        foreach (var (node, job) in jobs)
        {
            var machine = state.Run!.Machines.GetValueOrDefault(node);
            // A machine that is not set up any more can be asked by nobody, and an end is not to wait for ever.
            if (nodes.For(node, machine) is null) continue;

            var result = await nodes.ChangeAsync(
                node, (shell, epoch) => new RemoteJobs(shell, time).CancelAsync(job, epoch, leading), machine);
            if (SwapNodes.Hindrance(node, result) is { } why) return new DownloadSignal.Hindered(why);
        }

        return new DownloadSignal.Gone();
    }

    private async Task<DownloadSignal> CompareAsync(
        DownloadState state, CancellationToken cancel, CancellationToken leading)
    {
        foreach (var node in DownloadLooks.NodesOf(state)) await SweepAsync(state, node, beforeCopy: false, leading);
        var looked = await looks.DisksAsync(state, state.Revision, DownloadLooks.NodesOf(state), cancel);
        return looked.Silent is null ? new DownloadSignal.Looked(looked.Disks, Job: null) : looks.Away(looked);
    }

    private static string CommandOf(DownloadState state, string server) => state.Phase == DownloadPhase.Copying
        ? DownloadCommands.Copy(state, state.Run!.Hubs[Head], state.Run.Hubs[Worker])
        : DownloadCommands.Fetch(state, server, state.Run!.Hubs[Head], state.Run.Wrong);

    private static string NodeAtWork(DownloadState state) => state.Phase == DownloadPhase.Copying ? Worker : Head;

    private static string JobOf(DownloadState state) => $"{state.Id}-{state.Run!.Attempt}";
}
