using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Sees a remote job of an update to its end: it is started once, and each line is stored once. A node that is silent
/// for too long, or is set to another machine, is given up.
/// </summary>
internal sealed class UpdateCarrier(
    ClusterNodes nodes, SettingsStore settings, JobFollower follower, LogStore logs, UpdateLimits limits,
    TimeProvider time)
{
    /// <summary>How long one look waits for the end of a job.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>How often a node is asked for lines that have not come, which takes two seconds each time.</summary>
    private const int Drains = 15;

    /// <summary>So many of the last lines say why a job has failed.</summary>
    private const int Words = 200;

    private const string RemoveContainer = "timeout 20 docker rm -f \"$1\" >/dev/null 2>&1; exit 0";

    /// <summary>Starts the job unless it was, follows it and reports its end.</summary>
    public async Task CarryAsync(UpdateJob job, UpdateUnderWay update, CancellationToken cancel)
    {
        if (await StartAsync(job, update, cancel) is { } failed)
        {
            await update.Report(failed);
            return;
        }

        if (await FollowedAsync(job, update, ending => EndOfAsync(job, update, ending), cancel) is not { } ended)
        {
            await update.Report(Silent(job, update));
            return;
        }

        var words = await WordsAsync(update.State.Id, job.Mark);
        await update.Report(new UpdateSignal.JobEnded(job.Name, ended.ExitCode, words));
    }

    /// <summary>Ends the job and all that it started, and reports that nothing is at work any more.</summary>
    public async Task ClearAsync(UpdateJob job, UpdateUnderWay update, CancellationToken cancel)
    {
        var ended = await FollowedAsync(job, update, ending => RemoveAsync(job, update, ending), cancel);
        await update.Report(ended is null ? Silent(job, update) : new UpdateSignal.Cleared());
    }

    private async Task<UpdateSignal?> StartAsync(UpdateJob job, UpdateUnderWay update, CancellationToken cancel)
    {
        var silence = new NodeSilence(time, job.IsLong ? limits.Building : limits.Silence);
        while (true)
        {
            var result = await nodes.ChangeAsync(
                job.Node,
                async (shell, epoch) =>
                    (await new RemoteJobs(shell, time).StartAsync(job.Name, job.Script, epoch, cancel: cancel)).Result,
                update.MachineOf(job.Node));
            if (result.Succeeded)
            {
                await update.Report(new UpdateSignal.Heard(job.Node));
                return null;
            }

            if (result.Ran) return new UpdateSignal.Refused(UpdateFailures.NotStarted(job.Node, result.Error.Trim()));
            if (UpdateNodes.Ends(result) is { } failure) return new UpdateSignal.Refused(failure);
            if (IsAnother(job, update) || silence.IsTooLong) return Silent(job, update);

            await UnheardAsync(job, silence, update, cancel);
        }
    }

    // The first that ends by itself takes the other with it: a follower does only when it has failed.
    private async Task<RemoteJobStatus?> FollowedAsync(
        UpdateJob job, UpdateUnderWay update, Func<CancellationToken, Task<RemoteJobStatus?>> end,
        CancellationToken cancel)
    {
        var place = new FollowedJob(job.Node, update.MachineOf(job.Node), job.Name, job.Mark);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var following = follower.FollowAsync(
            place, update.Log, (_, lines) => update.Report(new UpdateSignal.Lines(lines)), either.Token);
        var ending = end(either.Token);
        if (await Task.WhenAny(ending, following) == ending
            && ending is { IsCompletedSuccessfully: true, Result: { } ended })
        {
            await DrainAsync(place, ended.LogBytes, update, following, cancel);
        }

        await either.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (following.IsFaulted) await following;
        return await ending;
    }

    private async Task DrainAsync(
        FollowedJob place, long bytes, UpdateUnderWay update, Task following, CancellationToken cancel)
    {
        for (var drain = 0; drain < Drains && !following.IsCompleted; drain++)
        {
            await follower.DrainAsync(place, bytes, update.Log, cancel);
            if (await update.Log.OffsetAsync(place.Job) >= bytes) return;
        }
    }

    private async Task<RemoteJobStatus?> EndOfAsync(UpdateJob job, UpdateUnderWay update, CancellationToken cancel)
    {
        var silence = new NodeSilence(time, job.IsLong ? limits.Building : limits.Silence);
        while (!IsAnother(job, update) && !silence.IsTooLong)
        {
            var status = nodes.For(job.Node, update.MachineOf(job.Node)) is { } shell
                ? await new RemoteJobs(shell, time).EndAsync(job.Name, Round, cancel)
                : null;
            if (status is { State: not (RemoteJobState.Unknown or RemoteJobState.Running) }) return status;
            if (status?.State is RemoteJobState.Running)
            {
                silence.Heard();
                await update.Report(new UpdateSignal.Heard(job.Node));
            }
            else await UnheardAsync(job, silence, update, cancel);
        }

        return null;
    }

    private async Task UnheardAsync(
        UpdateJob job, NodeSilence silence, UpdateUnderWay update, CancellationToken cancel)
    {
        await update.Report(new UpdateSignal.Unheard(job.Node, silence.Since));
        await Task.Delay(Rounds.Again, time, cancel);
    }

    private async Task<RemoteJobStatus?> RemoveAsync(UpdateJob job, UpdateUnderWay update, CancellationToken cancel)
    {
        var silence = new NodeSilence(time, limits.Clearing);
        while (!IsAnother(job, update) && !silence.IsTooLong)
        {
            var result = await nodes.ChangeAsync(
                job.Node,
                (shell, epoch) => EndAsync(job, shell, epoch, cancel),
                update.MachineOf(job.Node));
            // On another panel's Spark it is that one's to end.
            if (result.Succeeded || UpdateNodes.Ends(result) is not null) return await StatusAsync(job, update, cancel);

            await Task.Delay(Rounds.Again, time, cancel);
        }

        return null;
    }

    // What had to be killed has left its container.
    private async Task<ShellResult> EndAsync(
        UpdateJob job, ISparkShell shell, Epoch epoch, CancellationToken cancel)
    {
        var result = await new RemoteJobs(shell, time).CancelAsync(job.Name, epoch, cancel);
        if (result.Succeeded && job.Container is { } container)
            await shell.RunAsync(new(RemoveContainer) { Arguments = [container], Epoch = epoch }, cancel);

        return result;
    }

    private bool IsAnother(UpdateJob job, UpdateUnderWay update) =>
        UpdateNodes.IsGone(settings.Current, job.Node, update.MachineOf(job.Node));

    private UpdateSignal.Silent Silent(UpdateJob job, UpdateUnderWay update) => new(
        job.Node,
        IsAnother(job, update) ? nodes.WhyNone(job.Node) : nodes.For(job.Node)?.Link.Reason);

    private async Task<RemoteJobStatus> StatusAsync(UpdateJob job, UpdateUnderWay update, CancellationToken cancel) =>
        nodes.For(job.Node, update.MachineOf(job.Node)) is { } shell
            ? await new RemoteJobs(shell, time).StatusAsync(job.Name, cancel)
            : new(RemoteJobState.Unknown, null, 0);

    private async Task<IReadOnlyList<string>> WordsAsync(string id, string mark)
    {
        var next = (await logs.ReadAsync(id, long.MaxValue >> 11, 1)).Next;
        var last = await logs.ReadAsync(id, Math.Max(1, next - Words), Words);
        return [.. last.Lines.Where(line => line.Node == mark).Select(line => line.Text)];
    }
}
