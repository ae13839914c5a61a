using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The real outside of a swap.</summary>
internal sealed class SwapEffects(
    ClusterNodes nodes, Preflight preflight, VllmApi vllm, ClusterScan scan, StateMirror mirror, TimeProvider time) : ISwapEffects
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2), Again = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5), PollEagerly = TimeSpan.FromSeconds(0.5);

    public Task RunAsync(SwapActivity activity, SwapState state, SwapLog log, Report report, CancellationToken cancel) => activity switch
    {
        SwapActivity.Preflight => PreflightAsync(state, report, cancel),
        SwapActivity.EndLauncher => EndLauncherAsync(state, report, cancel),
        SwapActivity.Remove remove => RemoveAsync(remove, state, report, cancel),
        SwapActivity.Watch watch => WatchAsync(watch.Node, state, report, cancel),
        SwapActivity.Launch launch => LaunchAsync(launch.Job, state, report, cancel),
        SwapActivity.FollowLauncher launcher => FollowLauncherAsync(launcher.Job, state, log, report, cancel),
        SwapActivity.FollowContainer container => FollowContainerAsync(container, state, log, report, cancel),
        SwapActivity.Poll poll => PollAsync(poll.Eager ? PollEagerly : PollEvery, state, report, cancel),
        SwapActivity.Ask => AskAsync(state, log, report, cancel),
        SwapActivity.Clock => RepeatAsync(TimeSpan.FromSeconds(1), () => report(new SwapSignal.Tick()), cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "No such activity.")
    };

    public async Task EndedAsync(SwapState state, Lease lease, CancellationToken cancel)
    {
        scan.Look();
        if (state.Phase != SwapPhase.Ready) return;

        // From now on docker keeps the log; the copies would only grow.
        foreach (var (node, container) in state.Run.Containers)
        {
            await nodes.ChangeAsync(node, (shell, epoch) => Jobs(shell).CancelAsync(LogJob(state, node, container), epoch, cancel));
        }
    }

    private async Task PreflightAsync(SwapState state, Report report, CancellationToken cancel) =>
        await report(new SwapSignal.PreflightDone(await preflight.CheckAsync(state.Run.Model!, SettingsOf(state), cancel)));

    private async Task EndLauncherAsync(SwapState state, Report report, CancellationToken cancel)
    {
        foreach (var job in new[] { state.Run.FormerLauncherJob, state.Run.LauncherJob }.OfType<string>())
        {
            while (!(await ChangeAsync(
                state.Nodes[0].Node, (shell, epoch) => Jobs(shell).CancelAsync(job, epoch, cancel), report)).Succeeded)
            {
                await Task.Delay(Again, time, cancel);
            }
        }

        await report(new SwapSignal.LauncherEnded());
    }

    // One after the other, so that a look always shows what came after the removal.
    private Task RemoveAsync(SwapActivity.Remove remove, SwapState state, Report report, CancellationToken cancel) =>
        RepeatAsync(LookEvery, async () =>
        {
            var name = SettingsOf(state).VllmContainer;
            var removed = await ChangeAsync(
                remove.Node, (shell, epoch) => Containers.KillAsync(shell, name, epoch, cancel), report);
            var sight = await LookAsync(remove.Node, state, cancel);
            await report(new SwapSignal.Seen(sight with { AfterRemoval = removed.Succeeded && remove.Last }));
        }, cancel);

    private Task WatchAsync(string node, SwapState state, Report report, CancellationToken cancel) =>
        RepeatAsync(
            LookEvery, async () => await report(new SwapSignal.Seen(await LookAsync(node, state, cancel))), cancel);

    private async Task<NodeSight> LookAsync(string node, SwapState state, CancellationToken cancel)
    {
        if (nodes.For(node) is not { } shell) return NodeSight.Unknown(node, "It is not set up.");

        var settings = SettingsOf(state);
        var query = new NodeQuery(settings.VllmContainer, settings.VllmPort, settings.VllmImage);
        var look = await Containers.ObserveAsync(shell, query, cancel);
        if (look.Outcome != ShellOutcome.Completed || look.Container.Presence == Presence.Unknown || look.VllmRuns is null)
        {
            return NodeSight.Unknown(node, look.Reason ?? look.Container.Reason);
        }

        return new(node, Known: true)
        {
            ContainerId = look.Container.Facts?.Id,
            ContainerRunning = look.Container.Facts?.Running == true,
            VllmProcesses = look.VllmRuns == true ? 1 : 0,
            AvailableBytes = look.MemAvailableBytes
        };
    }

    private async Task LaunchAsync(string job, SwapState state, Report report, CancellationToken cancel)
    {
        var head = state.Nodes[0].Node;
        while (!cancel.IsCancellationRequested)
        {
            if (nodes.For(head) is { } shell)
            {
                var settings = SettingsOf(state);
                var launcher = await LauncherProbe.ReadAsync(shell, null, settings, cancel);
                var plan = launcher.Present == true
                    ? LaunchCommand.For(state.Run.Model!, settings, launcher.Capabilities)
                    : null;
                if (plan?.Refusal is { } refusal) await report(new SwapSignal.LaunchRefused(Refused(refusal)));
                if (plan?.Command is { } command && await StartAsync(head, job, command.JobScript, report, cancel)) return;
            }

            await Task.Delay(Again, time, cancel);
        }
    }

    private async Task FollowLauncherAsync(
        string job, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var head = state.Nodes[0].Node;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = RepeatAsync(LookEvery, async () =>
        {
            if (nodes.For(head) is not { } shell) return;

            var status = await Jobs(shell).StatusAsync(job, either.Token);
            await report(new SwapSignal.LauncherSeen(status.State, status.ExitCode));
        }, either.Token);
        var following = FollowAsync(head, job, "launcher", LogLine.Launcher, stamped: false, log, report, either.Token);

        // Both go on until they are cancelled: the first that ends has failed, and takes the other with it.
        var first = await Task.WhenAny(watching, following);
        await either.CancelAsync();
        await Task.WhenAll(watching, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task FollowContainerAsync(
        SwapActivity.FollowContainer activity, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var job = LogJob(state, activity.Node, activity.Container);
        while (!await StartAsync(activity.Node, job, Containers.LogJob(activity.Container), report, cancel))
        {
            await Task.Delay(Again, time, cancel);
        }

        await FollowAsync(activity.Node, job, job, activity.Node, stamped: true, log, report, cancel);
    }

    private async Task FollowAsync(
        string node, string job, string file, string mark, bool stamped, SwapLog log, Report report, CancellationToken cancel)
    {
        var offset = await log.OffsetAsync(file);
        var splitter = new LineSplitter(mark, offset, stamped, time);
        while (!cancel.IsCancellationRequested)
        {
            if (nodes.For(node) is not { } shell)
            {
                await Task.Delay(Again, time, cancel);
                continue;
            }

            await foreach (var block in shell.FollowAsync(RemoteJobs.LogPath(job), offset, cancel))
            {
                var lines = splitter.Take(block.Span);
                offset = await log.AppendAsync(
                    file, offset, lines, (first, text) => report(new SwapSignal.Lines(first, text)));
                if (lines.Count == 0) await report(new SwapSignal.Moved());
            }
        }
    }

    private Task PollAsync(TimeSpan every, SwapState state, Report report, CancellationToken cancel) => RepeatAsync(
        every,
        async () => await report(new SwapSignal.Polled(await vllm.ModelsAsync(SettingsOf(state), cancel))),
        cancel);

    private async Task AskAsync(SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var settings = SettingsOf(state);
        var models = await vllm.ModelsAsync(settings, cancel);
        var served = models?.FirstOrDefault(m => m.Id == state.Weights || m.Root == state.Weights);
        var reason = served is null ? "It names no such model." : await vllm.AskAsync(settings, served.Id, cancel);
        if (reason is not null)
        {
            await log.SayAsync($"no answer: {reason}", $"No answer of the model yet. {reason}");
            // The next poll is good at once and asks again: without a rest a server in trouble would hear nothing else.
            await Task.Delay(Again, time, cancel);
        }

        await report(new SwapSignal.Answered(reason is null, reason));
    }

    private async Task<bool> StartAsync(string node, string job, string script, Report report, CancellationToken cancel) =>
        (await ChangeAsync(node, async (shell, epoch) => (await Jobs(shell).StartAsync(job, script, epoch, null, cancel)).Result, report)).Succeeded;

    private async Task<ShellResult> ChangeAsync(string node, Func<ISparkShell, Epoch, Task<ShellResult>> change, Report report)
    {
        var result = await nodes.ChangeAsync(node, change);
        if (result.Outcome == ShellOutcome.AnotherPanel) await report(new SwapSignal.AnotherPanel(result.Found?.Panel ?? "another panel"));
        return result;
    }

    private async Task RepeatAsync(TimeSpan every, Func<ValueTask> act, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await act();
            await Task.Delay(every, time, cancel);
        }
    }

    // Where things are is settled when a swap begins: what is set meanwhile is for the next one.
    private EffectiveSettings SettingsOf(SwapState state)
    {
        var settings = mirror.Value(States.Settings)!;
        return state.Run.Place is { } place
            ? settings with { VllmContainer = place.Container, VllmPort = place.Port, VllmImage = place.Image }
            : settings;
    }

    private RemoteJobs Jobs(ISparkShell shell) => new(shell, time);

    private static string LogJob(SwapState state, string node, string container) => $"{state.Id}-{node[^1]}-{container[..8]}";

    private static SwapFailure Refused(string reason) => new()
    {
        Code = "launch_refused",
        Title = reason,
        Remedies = [new("Mend the model in the catalog")]
    };
}
