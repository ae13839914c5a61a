using System.Security.Cryptography;
using System.Text;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The real outside of a swap.</summary>
internal sealed class SwapEffects(
    ClusterNodes nodes, Preflight preflight, VllmApi vllm, ClusterScan scan, StateMirror mirror, SettingsStore secrets,
    TimeProvider time) : ISwapEffects
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2), Again = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5), PollEagerly = TimeSpan.FromSeconds(0.5);

    public Task RunAsync(SwapActivity activity, SwapState state, SwapLog log, Report report, CancellationToken cancel) => activity switch
    {
        SwapActivity.Preflight => PreflightAsync(state, report, cancel),
        SwapActivity.EndLauncher => EndLauncherAsync(state, report, cancel),
        SwapActivity.Remove remove => RemoveAsync(remove, state, report, cancel),
        SwapActivity.Watch watch => WatchAsync(watch.Node, state, report, cancel),
        SwapActivity.Launch launch => LaunchAsync(launch.Job, state, log, report, cancel),
        SwapActivity.FollowLauncher launcher => FollowLauncherAsync(launcher.Job, state, log, report, cancel),
        SwapActivity.FollowContainer container => FollowContainerAsync(container, state, log, report, cancel),
        SwapActivity.Poll poll => PollAsync(poll.Eager ? PollEagerly : PollEvery, state, report, cancel),
        SwapActivity.Ask => AskAsync(state, log, report, cancel),
        SwapActivity.Clock => RepeatAsync(TimeSpan.FromSeconds(1), () => report(new SwapSignal.Tick()), cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "No such activity.")
    };

    // What is left to do, the copies of the log among it, is the scan's: the next swap does not wait for a silent node.
    public Task EndedAsync(SwapState state, Lease lease, CancellationToken cancel)
    {
        scan.Look();
        return Task.CompletedTask;
    }

    private async Task PreflightAsync(SwapState state, Report report, CancellationToken cancel) =>
        await report(new SwapSignal.PreflightDone(await preflight.CheckAsync(state.Run.Model!, SettingsOf(state), cancel)));

    private async Task EndLauncherAsync(SwapState state, Report report, CancellationToken cancel)
    {
        var head = state.Nodes[0].Node;
        foreach (var job in new[] { state.Run.FormerLauncherJob, state.Run.LauncherJob }.OfType<string>())
        {
            while (Hindrance(head, await ChangeAsync(
                head, state, (shell, epoch) => Jobs(shell).CancelAsync(job, epoch, cancel), report)) is { } hindrance)
            {
                await report(new SwapSignal.LauncherHindered(hindrance));
                await Task.Delay(Again, time, cancel);
            }
        }

        await report(new SwapSignal.LauncherHindered(null));
        await report(new SwapSignal.LauncherEnded());
    }

    // One after the other, so that a look always shows what came after the removal.
    private Task RemoveAsync(SwapActivity.Remove remove, SwapState state, Report report, CancellationToken cancel) =>
        RepeatAsync(LookEvery, async () =>
        {
            var name = remove.Container ?? SettingsOf(state).VllmContainer;
            var removed = await ChangeAsync(
                remove.Node, state, (shell, epoch) => Containers.KillAsync(shell, name, epoch, cancel), report);
            var sight = await LookAsync(remove.Node, state, cancel);
            await report(new SwapSignal.Seen(sight with
            {
                AfterRemoval = removed.Succeeded && remove.Last,
                Reason = Hindrance(remove.Node, removed) ?? sight.Reason
            }));
        }, cancel);

    private Task WatchAsync(string node, SwapState state, Report report, CancellationToken cancel) =>
        RepeatAsync(
            LookEvery, async () => await report(new SwapSignal.Seen(await LookAsync(node, state, cancel))), cancel);

    private async Task<NodeSight> LookAsync(string node, SwapState state, CancellationToken cancel)
    {
        if (ShellOf(node, state) is not { } shell) return NodeSight.Unknown(node, nodes.WhyNone(node));

        var settings = SettingsOf(state);
        var query = new NodeQuery(settings.VllmContainer, settings.VllmPort, settings.VllmImage);
        var look = await Containers.ObserveAsync(shell, query, cancel);
        if (look.Outcome != ShellOutcome.Completed || look.Container.Presence == Presence.Unknown || look.VllmRuns is null)
        {
            return NodeSight.Unknown(
                node, look.Reason ?? look.Container.Reason ?? $"docker on {node} did not list the container's processes.");
        }

        return new(node, Known: true)
        {
            ContainerId = look.Container.Facts?.Id,
            ContainerRunning = look.Container.Facts?.Running == true,
            VllmProcesses = look.VllmRuns == true ? 1 : 0,
            AvailableBytes = look.MemAvailableBytes
        };
    }

    private async Task LaunchAsync(
        string job, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        while (await TryLaunchAsync(job, state, log, report, cancel) is { } hindrance)
        {
            await report(new SwapSignal.LauncherHindered(hindrance));
            await Task.Delay(Again, time, cancel);
        }

        await report(new SwapSignal.LauncherHindered(null));
    }

    /// <returns>Why the launcher was not started, as a sentence; null when it was.</returns>
    private async Task<string?> TryLaunchAsync(
        string job, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var head = state.Nodes[0].Node;
        if (ShellOf(head, state) is not { } shell) return nodes.WhyNone(head);
        // A driver before us has started it: what a launcher of today would be told is not what runs.
        if ((await Jobs(shell).StatusAsync(job, cancel)).State is not (RemoteJobState.Absent or RemoteJobState.Unknown)) return null;

        var settings = SettingsOf(state);
        var launcher = await LauncherProbe.ReadAsync(shell, null, settings, cancel);
        if (launcher.Present != true)
        {
            return launcher.Present is null
                ? shell.Link.Reason ?? $"The launcher on {head} cannot be read."
                : $"There is no launcher in {settings.LauncherDir} on {head}.";
        }

        var token = secrets.Secret(Secrets.HfToken);
        var plan = LaunchCommand.For(state.Run.Model!, settings, launcher.Capabilities);
        if (plan.Command is not { } command)
        {
            await report(new SwapSignal.LaunchRefused(Refused(plan.Refusal!)));
            return plan.Refusal;
        }

        return await StartLauncherAsync(job, token is null ? command : command.WithToken(), token, state, log, report, cancel);
    }

    private async Task<string?> StartLauncherAsync(
        string job, LaunchCommand command, string? token, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var head = state.Nodes[0].Node;
        await report(new SwapSignal.Commanded(command.ToString()));
        await log.SayAsync(SubjectOf(command), $"Starting: {command}");
        return Hindrance(head, await StartAsync(
            head, job, command.JobScript, token is null ? null : LaunchCommand.TokenEnvironment(token), state, report, cancel));
    }

    private async Task FollowLauncherAsync(
        string job, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var head = state.Nodes[0].Node;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = RepeatAsync(LookEvery, async () =>
        {
            if (ShellOf(head, state) is not { } shell) return;

            var status = await Jobs(shell).StatusAsync(job, either.Token);
            await report(new SwapSignal.LauncherSeen(status.State, status.ExitCode));
        }, either.Token);
        var following = FollowAsync(
            state, new(head, job, "launcher", LogLine.Launcher, Stamped: false), log, report, either.Token);

        // Both go on until they are cancelled: the first that ends has failed, and takes the other with it.
        var first = await Task.WhenAny(watching, following);
        await either.CancelAsync();
        await Task.WhenAll(watching, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task FollowContainerAsync(
        SwapActivity.FollowContainer activity, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        var job = SwapLogJobs.Of(state, activity.Node, activity.Container);
        var script = Containers.LogJob(activity.Container);
        while (!(await StartAsync(activity.Node, job, script, null, state, report, cancel)).Succeeded)
        {
            await Task.Delay(Again, time, cancel);
        }

        await FollowAsync(state, new(activity.Node, job, job, activity.Node, Stamped: true), log, report, cancel);
    }

    private async Task FollowAsync(
        SwapState state, FollowedFile file, SwapLog log, Report report, CancellationToken cancel)
    {
        var offset = await log.OffsetAsync(file.Name);
        while (!cancel.IsCancellationRequested)
        {
            if (ShellOf(file.Node, state) is { } shell) await TakeAsync(shell);
            await Task.Delay(Again, time, cancel);
        }

        async Task TakeAsync(ISparkShell shell)
        {
            // What was read of a line that is not stored comes again.
            var splitter = new LineSplitter(file.Mark, offset, file.Stamped, time);
            try
            {
                await foreach (var block in shell.FollowAsync(RemoteJobs.LogPath(file.Job), offset, cancel))
                {
                    var lines = splitter.Take(block.Span);
                    offset = await log.AppendAsync(
                        file.Name, offset, lines, (first, text) => report(new SwapSignal.Lines(first, text)));
                    if (lines.Count == 0) await report(new SwapSignal.Moved());
                }
            }
            catch (ObjectDisposedException) when (ShellOf(file.Node, state) != shell)
            {
                // The shell was replaced: the new one goes on at the offset.
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
        var models = await vllm.ModelsAsync(settings, model => LoadRules.IsWanted(state, model), cancel);
        var served = models?.FirstOrDefault(model => LoadRules.IsWanted(state, model));
        if (models is not null && served is null) await report(new SwapSignal.Polled(models));
        var reason = served is null ? "It names no such model." : await vllm.AskAsync(settings, served.Id, cancel);
        if (reason is not null)
        {
            await log.SayAsync($"no answer: {reason}", $"No answer of the model yet. {reason}");
            // The next poll is good at once and asks again: without a rest a server in trouble would hear nothing else.
            await Task.Delay(Again, time, cancel);
        }

        await report(new SwapSignal.Answered(reason is null, reason));
    }

    private Task<ShellResult> StartAsync(
        string node, string job, string script, IReadOnlyDictionary<string, string>? environment, SwapState state, Report report,
        CancellationToken cancel) => ChangeAsync(
            node, state, async (shell, epoch) => (await Jobs(shell).StartAsync(job, script, epoch, environment, cancel)).Result, report);

    private async Task<ShellResult> ChangeAsync(
        string node, SwapState state, Func<ISparkShell, Epoch, Task<ShellResult>> change, Report report)
    {
        var result = await nodes.ChangeAsync(node, change, MachineOf(node, state));
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
        if (state.Run.Place is not { } place) return settings;

        return settings with
        {
            VllmContainer = place.Container,
            VllmPort = place.Port,
            VllmImage = place.Image,
            LauncherDir = place.LauncherDir ?? settings.LauncherDir,
            Spark1 = MachineOf("spark1", state) is { } machine
                ? (settings.Spark1 ?? new() { Name = "spark1", Host = "" }) with { Host = machine.Host, Port = machine.Port }
                : settings.Spark1
        };
    }

    private static NodeAddress? MachineOf(string node, SwapState state) => state.Run.Place?.Machines.GetValueOrDefault(node);

    private ISparkShell? ShellOf(string node, SwapState state) => nodes.For(node, MachineOf(node, state));

    private RemoteJobs Jobs(ISparkShell shell) => new(shell, time);

    /// <summary>Why something was not done, as a sentence; null when it was.</summary>
    private static string? Hindrance(string node, ShellResult result) => result switch
    {
        { Succeeded: true } => null,
        { Reason: { } reason } => reason,
        _ when result.Error.Trim() is { Length: > 0 } said => $"{node} says: {said.Split('\n')[^1]}",
        _ => $"A command on {node} ended with code {result.ExitCode}."
    };

    // Each command is said once, whichever driver comes to say it.
    private static string SubjectOf(LaunchCommand command) =>
        $"starting-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command.ToString()))[..8])}";

    private static SwapFailure Refused(string reason) => new()
    {
        Code = "launch_refused",
        Title = reason,
        Remedies = [new("Mend the model in the catalog")]
    };

    /// <param name="Node">Where it is.</param>
    /// <param name="Job">The remote job whose log it is.</param>
    /// <param name="Name">Its name within the swap's log.</param>
    /// <param name="Mark">What its lines are marked with.</param>
    /// <param name="Stamped">Each line begins with docker's time.</param>
    private sealed record FollowedFile(string Node, string Job, string Name, string Mark, bool Stamped);
}
