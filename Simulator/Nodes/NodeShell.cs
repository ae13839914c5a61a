using System.Diagnostics;

namespace SparkControl.Simulator;

/// <summary>What a command line printed, and how it ended.</summary>
public sealed record ShellResult(int Exit, string Out, string Error);

/// <summary>A shell on a node, without ssh.</summary>
internal static class NodeShell
{
    public static async Task<ShellResult> RunAsync(SimulatedNode node, string command, CancellationToken cancel)
    {
        using var process = Process.Start(StartInfo(node, "/bin/bash", "-c", command))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static ProcessStartInfo StartInfo(SimulatedNode node, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = node.Home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment.Clear();
        foreach (var (name, value) in node.Environment) start.Environment[name] = value;
        return start;
    }
}
