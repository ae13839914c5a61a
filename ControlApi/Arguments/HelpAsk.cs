using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Arguments;

/// <summary>What a container that was asked for its help has printed.</summary>
/// <param name="ExitCode">Its exit code; null when it left none.</param>
/// <param name="Printed">All of it.</param>
internal sealed record HeardHelp(int? ExitCode, string Printed);

/// <summary>Asks an image on the head for its help: a remote job that has an end of its own.</summary>
internal sealed class HelpAsk(ClusterNodes nodes, TimeProvider time)
{
    /// <summary>How long one look waits for the end of the job.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>Somewhat longer than the job takes by its own limit.</summary>
    private static readonly TimeSpan Patience = HelpScript.Limit + TimeSpan.FromMinutes(1);

    private const string Head = UpdatePlace.Head;
    private const string RemoveContainer = "timeout 20 docker rm -f \"$1\" >/dev/null 2>&1; exit 0";

    /// <summary>The id that the head's image has now; null when it is not there, or the head does not say.</summary>
    public async Task<string?> ImageAsync(string name, CancellationToken cancel) =>
        nodes.For(Head) is { } shell ? (await ImageLook.ReadAsync(shell, name, cancel: cancel))?.Image.Id : null;

    /// <returns>What it printed; null where it was not started, or nobody saw its end.</returns>
    public async Task<HeardHelp?> HearAsync(OptionsAsk ask, CancellationToken cancel)
    {
        var script = HelpScript.Ask(ask.Image, ask.Job);
        var started = await nodes.ChangeAsync(
            Head,
            async (shell, epoch) => (await Jobs(shell).StartAsync(ask.Job, script, epoch, cancel: cancel)).Result);
        if (!started.Succeeded) return null;

        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < Patience;)
        {
            if (nodes.For(Head) is not { } shell) return null;

            var status = await Jobs(shell).EndAsync(ask.Job, Round, cancel);
            if (status.State is RemoteJobState.Exited or RemoteJobState.Lost)
                return await Jobs(shell).AllWordsAsync(ask.Job, cancel) is { } said ? new(status.ExitCode, said) : null;
            if (status.State is RemoteJobState.Absent) return null;
            if (status.State is RemoteJobState.Unknown) await Task.Delay(Rounds.Again, time, cancel);
        }

        return null;
    }

    /// <summary>Ends an ask, whoever began it, and takes its container away.</summary>
    /// <returns>Whether nothing of it is left.</returns>
    public async Task<bool> EndAsync(OptionsAsk ask, CancellationToken cancel)
    {
        var ended = await nodes.ChangeAsync(Head, (shell, epoch) => Jobs(shell).CancelAsync(ask.Job, epoch, cancel));
        if (!ended.Succeeded) return false;

        // What had to be killed has left its container.
        var removal = new ShellScript(RemoveContainer)
        {
            Arguments = [HelpScript.ContainerOf(ask.Job)],
            Deadline = TimeSpan.FromSeconds(25)
        };
        return (await nodes.ChangeAsync(
            Head, (shell, epoch) => shell.RunAsync(removal with { Epoch = epoch }, cancel))).Succeeded;
    }

    private RemoteJobs Jobs(ISparkShell shell) => new(shell, time);
}
