using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker exec: the command really runs, in the stand-in's own process unless it is detached.</summary>
internal static class DockerExec
{
    private const string Detached = "exec \"$@\" </dev/null >/dev/null 2>&1";

    public static async Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(
            call.Words, "e env w workdir u user env-file detach-keys", "d detach i interactive t tty privileged",
            interspersed: false);
        if (flags.Unknown is { } unknown)
        {
            await call.RefuseAsync("exec", unknown);
            return;
        }

        if (flags.Operands.Count < 2)
        {
            await call.FailAsync(
                "docker: 'docker exec' requires at least 2 arguments\n\nUsage:  docker exec [OPTIONS] CONTAINER " +
                "COMMAND [ARG...]\n\nSee 'docker exec --help' for more information");
            return;
        }

        if (call.Daemon.Find(flags.Operands[0]) is not { } container)
        {
            await call.FailAsync("Error response from daemon: No such container: " + flags.Operands[0]);
            return;
        }

        if (container.Restart is not null)
        {
            await call.FailAsync(
                $"Error response from daemon: Container {container.Id} is restarting, wait until the container is " +
                "running");
            return;
        }

        if (!container.IsRunning)
        {
            await call.FailAsync($"Error response from daemon: container {container.Id} is not running");
            return;
        }

        await RunAsync(call, flags, container);
    }

    private static async Task RunAsync(DockerCall call, Flags flags, Container container)
    {
        string[] shown = [.. flags.Operands.Skip(1)];
        string[] command = [.. shown.Select(container.Files.ToHost)];
        string[] variables = [.. container.Variables, .. flags.All("e", "env")];
        if (!IsThere(command[0], variables))
        {
            await call.FailAsync(
                "OCI runtime exec failed: exec failed: unable to start container process: exec: " +
                $"\"{shown[0]}\": executable file not found in $PATH", 127);
            return;
        }

        var directory = container.Files.Locate(flags.Value("w", "workdir") ?? "/workspace");
        if (flags.Has("d", "detach"))
        {
            Detach(container, directory, variables, command, shown);
            await call.AnswerAsync(ToolAnswer.Silent);
            return;
        }

        var process = container.AddProcess(shown, _ => RealProcess.End(call.Request.Pid));
        await call.Connection.BecomeAsync(directory, flags.Has("i", "interactive"), variables, command);
        await Task.Delay(Timeout.Infinite, call.Connection.Gone)
            .ContinueWith(_ => container.RemoveProcess(process), TaskScheduler.Default);
    }

    private static void Detach(
        Container container, string directory, string[] variables, string[] command, string[] shown)
    {
        var process = RealProcess.Start(directory, variables, ["/bin/sh", "-c", Detached, "sh", .. command]);
        var pid = process.Id;
        var entry = container.AddProcess(shown, _ => RealProcess.End(pid));
        _ = process.WaitForExitAsync().ContinueWith(
            _ =>
            {
                container.RemoveProcess(entry);
                process.Dispose();
            },
            TaskScheduler.Default);
    }

    private static bool IsThere(string program, string[] variables)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return File.Exists(program);
        var path = variables.Last(variable => variable.StartsWith("PATH=", StringComparison.Ordinal))[5..];
        return path.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
    }
}
