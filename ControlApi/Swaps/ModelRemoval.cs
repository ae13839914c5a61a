using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Takes a model from the nodes: first what could start it once more, then its containers.</summary>
internal sealed class ModelRemoval(SwapNodes nodes, NodeLooks looks, TimeProvider time)
{
    /// <summary>Ends the launchers that may still be at work on the head.</summary>
    public async Task EndLauncherAsync(SwapUnderWay swap, CancellationToken cancel)
    {
        var run = swap.State.Run;
        foreach (var job in new[] { run.FormerLauncherJob, run.LauncherJob }.OfType<string>())
        {
            await time.UntilDoneAsync(() => CancelAsync(job, swap, cancel), swap.Report, cancel);
        }

        await swap.Report(new SwapSignal.LauncherHindered(null));
        await swap.Report(new SwapSignal.LauncherEnded());
    }

    /// <summary>
    /// Removes a container and looks, one after the other: a look always shows what came after the removal.
    /// </summary>
    public Task RemoveAsync(SwapActivity.Remove remove, SwapUnderWay swap, CancellationToken cancel) =>
        time.RepeatAsync(Rounds.LookEvery, async () =>
        {
            var name = remove.Container ?? nodes.SettingsOf(swap).VllmContainer;
            var removed = await nodes.ChangeAsync(
                remove.Node, swap, (shell, epoch) => Containers.KillAsync(shell, name, epoch, cancel));
            var sight = await looks.LookAsync(remove.Node, swap, cancel);
            await swap.Report(new SwapSignal.Seen(sight with
            {
                AfterRemoval = removed.Succeeded && remove.Last,
                Reason = SwapNodes.Hindrance(remove.Node, removed) ?? sight.Reason
            }));
        }, cancel);

    private async Task<string?> CancelAsync(string job, SwapUnderWay swap, CancellationToken cancel) =>
        SwapNodes.Hindrance(swap.Head, await nodes.ChangeAsync(
            swap.Head, swap, (shell, epoch) => nodes.Jobs(shell).CancelAsync(job, epoch, cancel)));
}
