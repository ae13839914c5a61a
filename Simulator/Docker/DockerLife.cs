using System.Globalization;
using System.Text;

namespace SparkControl.Simulator.Docker;

/// <summary>docker stop, kill, rm, start, restart and wait: one container after the other.</summary>
internal static class DockerLife
{
    public static async Task HandleAsync(string command, DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "t time timeout s signal", "f force v volumes a attach i");
        if (flags.Unknown is { } unknown)
        {
            await call.RefuseAsync(command, unknown);
            return;
        }

        var (output, errors, failures) = (new StringBuilder(), new StringBuilder(), new List<string>());
        foreach (var name in flags.Operands)
        {
            var found = call.Daemon.Find(name);
            var error = found is null ? Missing(command, name) : await ActAsync(command, call.Daemon, found, flags);
            if (error.Length == 0) output.Append(name).Append('\n');
            else if (error[0] == '=') output.Append(error[1..]).Append('\n');
            else
            {
                errors.Append(error).Append('\n');
                failures.Add(name);
            }
        }

        if (command == "start" && errors.Length > 0)
            errors.Append("failed to start containers: ").AppendJoin(", ", failures).Append('\n');

        // A container that is not there is all right for rm -f, and nothing else is.
        var failed = errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Any(line => command != "rm" || !flags.Has("f", "force")
                || !line.Contains("No such container", StringComparison.Ordinal));
        await call.AnswerAsync(new(failed ? 1 : 0, output.ToString(), errors.ToString()));
    }

    // The error, nothing, or what is printed instead of the name behind an equals sign.
    private static async Task<string> ActAsync(string command, DockerDaemon daemon, Container container, Flags flags)
    {
        var seconds = flags.Value("t", "time", "timeout");
        var grace = TimeSpan.FromSeconds(seconds is null ? 10 : double.Parse(seconds, CultureInfo.InvariantCulture));
        switch (command)
        {
            case "stop":
                await daemon.Runs.StopAsync(container, grace);
                return "";
            case "kill" when !container.IsRunning:
                return $"Error response from daemon: cannot kill container: {container.Name}: container " +
                    $"{container.Id} is not running";
            case "kill":
                await KillAsync(daemon, container, flags.Value("s", "signal") ?? "KILL");
                return "";
            case "rm" when container.IsRunning && !flags.Has("f", "force"):
                return $"Error response from daemon: cannot remove container \"{container.Name}\": container is " +
                    "running: stop the container before removing or force remove";
            case "rm" when !daemon.TryBeginRemoval(container):
                return $"Error response from daemon: removal of container {container.Name} is already in progress";
            case "rm":
                await daemon.Runs.KillAsync(container);
                daemon.Remove(container);
                return "";
            case "start" or "restart" when container.IsRemoving:
                return "Error response from daemon: container is marked for removal and cannot be started";
            case "restart":
                await daemon.Runs.StopAsync(container, grace);
                daemon.Runs.Start(container);
                return "";
            case "wait":
                return "=" + (container.Run is { } run ? await run.Ended.Task : container.ExitCode)
                    .ToString(CultureInfo.InvariantCulture);
            default:
                if (!container.IsRunning) daemon.Runs.Start(container);
                return "";
        }
    }

    private static Task KillAsync(DockerDaemon daemon, Container container, string signal) =>
        signal.ToUpperInvariant() is "KILL" or "SIGKILL" or "9"
            ? daemon.Runs.KillAsync(container)
            : container.Run?.TerminateAsync() ?? Task.CompletedTask;

    private static string Missing(string command, string name) => command == "kill"
        ? $"Error response from daemon: cannot kill container: {name}: No such container: {name}"
        : "Error response from daemon: No such container: " + name;
}
