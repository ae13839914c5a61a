using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SparkControl.Simulator.Docker;

/// <summary>Commands of containers that really run, as processes of this machine.</summary>
internal static class RealProcess
{
    private const string IntoThePipe = "output=$1; shift; exec \"$@\" </dev/null >>\"$output\" 2>&1";

    /// <summary>Process 1 of a container as a real process; what it prints is the container's log.</summary>
    public static async Task<int> RunAsync(ContainerRun run)
    {
        var container = run.Container;
        string[] command =
            ["/bin/sh", "-c", IntoThePipe, "sh", container.Files.Output,
                .. container.Command.Select(container.Files.ToHost)];
        using var process = Start(container.Files.Locate("/workspace"), container.Variables, command);
        await using var killed = run.Killed.Register(() => End(process.Id));
        await using var terminated = run.Terminated.Register(() => Signal(process.Id, "TERM"));
        await process.WaitForExitAsync();
        return run.Killed.IsCancellationRequested ? 137 : process.ExitCode;
    }

    public static Process Start(string directory, IReadOnlyList<string> variables, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = directory };
        start.Environment.Clear();
        foreach (var variable in variables)
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        return Process.Start(start)!;
    }

    /// <summary>Kills a process and all it started, whoever started it.</summary>
    public static void End(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception
            or AggregateException)
        {
            // It, or a child of it, has ended by itself in the same moment.
        }
    }

    public static void Signal(int pid, string signal)
    {
        // The shell's own kill: the program of that name is not on every machine.
        using var kill = Process.Start(
            "/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {pid}")]);
        kill.WaitForExit();
    }
}
