using System.Diagnostics;

namespace SparkControl.Simulator.Docker;

/// <summary>docker cp, between a directory of the node and one of a container.</summary>
internal static class DockerCopy
{
    public static async Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "", "a archive L follow-link q quiet");
        if (flags.Operands.Count != 2)
        {
            await call.FailAsync("docker: 'docker cp' requires 2 arguments");
            return;
        }

        var (from, to) =
            (Locate(call, flags.Operands[0], out var error), Locate(call, flags.Operands[1], out var second));
        error ??= second ?? (Path.Exists(from) ? null : $"lstat {from}: no such file or directory");
        if (error is not null)
        {
            await call.FailAsync(error);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(to.TrimEnd('/'))!);
        using var copy = Process.Start("cp", ["-R", from, to]);
        await copy.WaitForExitAsync();
        await call.AnswerAsync(new(copy.ExitCode, ""));
    }

    private static string Locate(DockerCall call, string place, out string? error)
    {
        error = null;
        var colon = place.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Path.Combine(call.Request.Directory, place);
        if (call.Daemon.Find(place[..colon]) is { } container) return container.Files.Locate(place[(colon + 1)..]);
        error = "Error response from daemon: No such container: " + place[..colon];
        return "";
    }
}
