using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker top: the processes of a container, with their ids inside it.</summary>
internal static class DockerTop
{
    public static Task HandleAsync(DockerCall call)
    {
        var name = call.Words.Count == 0 ? "" : call.Words[0];
        if (call.Daemon.Find(name) is not { } container)
            return call.FailAsync("Error response from daemon: No such container: " + name);
        if (container.Restart is not null)
            return call.FailAsync(
                $"Error response from daemon: Container {container.Id} is restarting, wait until the container is " +
                "running");
        if (!container.IsRunning)
            return call.FailAsync($"Error response from daemon: container {container.Id} is not running");

        var onlyCommands = string.Join(' ', call.Words.Skip(1));
        if (onlyCommands is "-o args" or "-eo args" or "-o cmd" or "-eo cmd")
            return call.AnswerAsync(
                ToolAnswer.Lines(["COMMAND", .. container.Processes.Select(process => process.Text)]));
        if (onlyCommands is "-eo pid,args" or "-o pid,args" or "-eo pid,cmd" or "-o pid,cmd")
            return call.AnswerAsync(ToolAnswer.Lines(
                ["PID                 COMMAND",
                    .. container.Processes.Select(process => $"{process.Pid,-20}{process.Text}")]));

        const string Columns =
            "UID                 PID                 PPID                C                   " +
            "STIME               TTY                 TIME                CMD";
        return call.AnswerAsync(ToolAnswer.Lines([Columns, .. container.Processes.Select(Line)]));
    }

    private static string Line(ContainerProcess process) =>
        $"{"root",-20}{process.Pid,-20}{(process.Pid == 1 ? 0 : 1),-20}{0,-20}" +
        $"{"10:00",-20}{"?",-20}{"00:00:00",-20}{process.Text}";
}
