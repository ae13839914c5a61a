using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The real outside of a swap: who does which activity.</summary>
internal sealed class SwapEffects : ISwapEffects
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Preflight preflight;
    private readonly ClusterScan scan;
    private readonly TimeProvider time;
    private readonly SwapNodes nodes;
    private readonly NodeLooks looks;
    private readonly ModelRemoval removal;
    private readonly ModelLaunch launch;
    private readonly LogFollower logs;
    private readonly ServerQuestions server;

    public SwapEffects(
        ClusterNodes cluster, Preflight preflight, VllmApi vllm, ClusterScan scan, StateMirror mirror,
        SettingsStore secrets, TimeProvider time)
    {
        (this.preflight, this.scan, this.time) = (preflight, scan, time);
        nodes = new(cluster, mirror, time);
        looks = new(nodes, time);
        removal = new(nodes, looks, time);
        launch = new(nodes, secrets, time);
        logs = new(nodes, time);
        server = new(nodes, vllm, time);
    }

    public Task RunAsync(
        SwapActivity activity, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var swap = new SwapUnderWay(state, log, report);
        return activity switch
        {
            SwapActivity.Preflight => PreflightAsync(swap, cancel),
            SwapActivity.EndLauncher => removal.EndLauncherAsync(swap, cancel),
            SwapActivity.Remove remove => removal.RemoveAsync(remove, swap, cancel),
            SwapActivity.Watch watch => looks.WatchAsync(watch.Node, swap, cancel),
            SwapActivity.Launch started => launch.LaunchAsync(started.Job, swap, cancel),
            SwapActivity.FollowLauncher launcher => logs.FollowLauncherAsync(launcher.Job, swap, cancel),
            SwapActivity.FollowContainer container => logs.FollowContainerAsync(container, swap, cancel),
            SwapActivity.Poll poll => server.PollAsync(poll, swap, cancel),
            SwapActivity.Ask => server.AskAsync(swap, cancel),
            SwapActivity.Clock => time.RepeatAsync(Second, () => report(new SwapSignal.Tick()), cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "No such activity.")
        };
    }

    // What is left to do, the copies of the log among it, is the scan's: the next swap does not wait for a silent node.
    public Task EndedAsync(SwapState state, Lease lease, CancellationToken cancel)
    {
        scan.Look();
        return Task.CompletedTask;
    }

    private async Task PreflightAsync(SwapUnderWay swap, CancellationToken cancel)
    {
        var found = await preflight.CheckAsync(swap.State.Run.Model!, nodes.SettingsOf(swap), cancel);
        if (swap.State.RollsBack is not null) found = RollBackRules.Proven(found, swap.State.Run.Passed);
        var against = found.Checks.FirstOrDefault(
            check => check is { Name: PreflightFit.Name, State: CheckState.Failed });
        if (swap.State.Run.Anyway && against is not null)
            await swap.Log.SayAsync("fit", $"Loaded all the same, as a user wants it. {against.Detail}");
        await swap.Report(new SwapSignal.PreflightDone(found));
    }
}
