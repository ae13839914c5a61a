using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The nodes of a swap, as they were set when it began: what is set meanwhile is for the next one.</summary>
internal sealed class SwapNodes(ClusterNodes nodes, StateMirror mirror, TimeProvider time)
{
    /// <summary>The settings, with the places that the swap began with.</summary>
    public EffectiveSettings SettingsOf(SwapUnderWay swap)
    {
        var settings = mirror.Value(States.Settings)!;
        if (swap.State.Run.Place is not { } place) return settings;

        return settings with
        {
            VllmContainer = place.Container,
            VllmPort = place.Port,
            VllmImage = place.Image,
            LauncherDir = place.LauncherDir ?? settings.LauncherDir,
            Spark1 = swap.MachineOf("spark1") is { } machine
                ? (settings.Spark1 ?? new() { Name = "spark1", Host = "" }) with
                {
                    Host = machine.Host,
                    Port = machine.Port
                }
                : settings.Spark1
        };
    }

    /// <summary>
    /// The shell of a node; null when it is not set up, or as another machine than the swap began with.
    /// </summary>
    public ISparkShell? ShellOf(string node, SwapUnderWay swap) => nodes.For(node, swap.MachineOf(node));

    /// <summary>Why there is no such shell, as a sentence.</summary>
    public string WhyNone(string node) => nodes.WhyNone(node);

    /// <summary>The remote jobs of a node.</summary>
    public RemoteJobs Jobs(ISparkShell shell) => new(shell, time);

    /// <summary>Changes something on a node; that it is another panel's now is reported.</summary>
    public async Task<ShellResult> ChangeAsync(
        string node, SwapUnderWay swap, Func<ISparkShell, Epoch, Task<ShellResult>> change)
    {
        var result = await nodes.ChangeAsync(node, change, swap.MachineOf(node));
        if (result.Outcome == ShellOutcome.AnotherPanel)
            await swap.Report(new SwapSignal.AnotherPanel(result.Found?.Panel ?? "another panel"));
        return result;
    }

    /// <summary>Starts a job, unless it was.</summary>
    public Task<ShellResult> StartAsync(NodeJob job, SwapUnderWay swap, CancellationToken cancel) => ChangeAsync(
        job.Node,
        swap,
        async (shell, epoch) =>
            (await Jobs(shell).StartAsync(job.Name, job.Script, epoch, job.Environment, cancel)).Result);

    /// <summary>Why something was not done, as a sentence; null when it was.</summary>
    public static string? Hindrance(string node, ShellResult result) => result switch
    {
        { Succeeded: true } => null,
        { Reason: { } reason } => reason,
        _ when result.Error.Trim() is { Length: > 0 } said => $"{NodeNames.Of(node)} says: {said.Split('\n')[^1]}",
        _ => $"A command on {NodeNames.Of(node)} ended with code {result.ExitCode}."
    };
}
