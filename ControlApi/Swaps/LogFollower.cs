using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Brings what the launcher and the containers print into the swap's log.</summary>
internal sealed class LogFollower(SwapNodes nodes, TimeProvider time)
{
    /// <summary>Follows the launcher's log and whether it lives.</summary>
    public async Task FollowLauncherAsync(string job, SwapUnderWay swap, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = WatchLauncherAsync(job, swap, either.Token);
        var file = new FollowedFile(swap.Head, job, "launcher", LogLine.Launcher, Stamped: false);
        var following = FollowAsync(file, swap, either.Token);

        // Both go on until they are cancelled: the first that ends has failed, and takes the other with it.
        var first = await Task.WhenAny(watching, following);
        await either.CancelAsync();
        await Task.WhenAll(watching, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <summary>Follows a container's log by a job that copies it to a file.</summary>
    public async Task FollowContainerAsync(
        SwapActivity.FollowContainer activity, SwapUnderWay swap, CancellationToken cancel)
    {
        var node = activity.Node;
        var name = SwapLogJobs.Of(swap.State, node, activity.Container);
        var job = new NodeJob(node, name, Containers.LogJob(activity.Container));
        while (!(await nodes.StartAsync(job, swap, cancel)).Succeeded)
        {
            await Task.Delay(Rounds.Again, time, cancel);
        }

        await FollowAsync(new(node, name, name, node, Stamped: true), swap, cancel);
    }

    private Task WatchLauncherAsync(string job, SwapUnderWay swap, CancellationToken cancel) =>
        time.RepeatAsync(Rounds.LookEvery, async () =>
        {
            if (nodes.ShellOf(swap.Head, swap) is not { } shell) return;

            var status = await nodes.Jobs(shell).StatusAsync(job, cancel);
            await swap.Report(new SwapSignal.LauncherSeen(status.State, status.ExitCode));
        }, cancel);

    private async Task FollowAsync(FollowedFile file, SwapUnderWay swap, CancellationToken cancel)
    {
        var offset = await swap.Log.OffsetAsync(file.Name);
        while (!cancel.IsCancellationRequested)
        {
            if (nodes.ShellOf(file.Node, swap) is { } shell) await TakeAsync(shell);
            await Task.Delay(Rounds.Again, time, cancel);
        }

        async Task TakeAsync(ISparkShell shell)
        {
            // What was read of a line that is not stored comes again.
            var splitter = new LineSplitter(file.Mark, offset, file.Stamped, time);
            try
            {
                await foreach (var block in shell.FollowAsync(RemoteJobs.LogPath(file.Job), offset, cancel))
                    offset = await StoreAsync(file, offset, splitter.Take(block.Span), swap);
            }
            catch (ObjectDisposedException) when (nodes.ShellOf(file.Node, swap) != shell)
            {
                // The shell was replaced: the new one goes on at the offset.
            }
        }
    }

    private static async Task<long> StoreAsync(
        FollowedFile file, long offset, IReadOnlyList<ReadLine> lines, SwapUnderWay swap)
    {
        var behind = await swap.Log.AppendAsync(
            file.Name, offset, lines, (first, text) => swap.Report(new SwapSignal.Lines(first, text)));
        if (lines.Count == 0) await swap.Report(new SwapSignal.Moved());
        return behind;
    }

    /// <param name="Node">Where it is.</param>
    /// <param name="Job">The remote job whose log it is.</param>
    /// <param name="Name">Its name within the swap's log.</param>
    /// <param name="Mark">What its lines are marked with.</param>
    /// <param name="Stamped">Each line begins with docker's time.</param>
    private sealed record FollowedFile(string Node, string Job, string Name, string Mark, bool Stamped);
}
