using System.Security.Cryptography;
using System.Text;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Starts the launcher on the head, unless it was.</summary>
internal sealed class ModelLaunch(SwapNodes nodes, SettingsStore secrets, TimeProvider time)
{
    /// <summary>Tries until the launcher is started.</summary>
    public async Task LaunchAsync(string job, SwapUnderWay swap, CancellationToken cancel)
    {
        await time.UntilDoneAsync(() => TryAsync(job, swap, cancel), swap.Report, cancel);
        await swap.Report(new SwapSignal.LauncherHindered(null));
    }

    /// <returns>Why the launcher was not started, as a sentence; null when it was.</returns>
    private async Task<string?> TryAsync(string job, SwapUnderWay swap, CancellationToken cancel)
    {
        if (nodes.ShellOf(swap.Head, swap) is not { } shell) return nodes.WhyNone(swap.Head);
        // A driver before us has started it: what a launcher of today would be told is not what runs.
        if ((await nodes.Jobs(shell).StatusAsync(job, cancel)).State
            is not (RemoteJobState.Absent or RemoteJobState.Unknown)) return null;

        var settings = nodes.SettingsOf(swap);
        var launcher = await LauncherProbe.ReadAsync(shell, null, settings, cancel);
        if (launcher.Present != true) return WhyNoLauncher(launcher, shell, settings, swap.Head);

        var plan = LaunchCommand.For(swap.State.Run.Model!, settings, launcher.Capabilities, secrets.HasToken);
        if (plan.Command is { } command) return await StartAsync(job, command, swap, cancel);

        await swap.Report(new SwapSignal.LaunchRefused(Refused(plan.Refusal!)));
        return plan.Refusal;
    }

    private async Task<string?> StartAsync(
        string job, LaunchCommand command, SwapUnderWay swap, CancellationToken cancel)
    {
        await swap.Report(new SwapSignal.Commanded(command.ToString()));
        await swap.Log.SayAsync(SubjectOf(command), $"Starting: {command}");

        var token = secrets.TokenFor(secrets.Current.HfEndpoint);
        var environment = token is null ? null : LaunchCommand.TokenEnvironment(token);
        var launcher = new NodeJob(swap.Head, job, command.JobScript, environment);
        return SwapNodes.Hindrance(swap.Head, await nodes.StartAsync(launcher, swap, cancel));
    }

    private static string WhyNoLauncher(
        LauncherState launcher, ISparkShell shell, EffectiveSettings settings, string head) =>
        launcher.Present is null
            ? shell.Link.Reason ?? $"The launcher on {head} cannot be read."
            : $"There is no launcher in {settings.LauncherDir} on {head}.";

    // Each command is said once, whichever driver comes to say it.
    private static string SubjectOf(LaunchCommand command) =>
        $"starting-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command.ToString()))[..8])}";

    private static SwapFailure Refused(string reason) => new()
    {
        Code = "launch_refused",
        Title = reason,
        Remedies = [new("Mend the model in the catalog")]
    };
}
