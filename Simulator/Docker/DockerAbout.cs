using System.Text.Json.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker info and docker version.</summary>
internal static class DockerAbout
{
    public static Task HandleAsync(string command, DockerCall call)
    {
        var containers = call.Daemon.Containers;
        var data = new JsonObject
        {
            ["ServerVersion"] = "28.5.1",
            ["Containers"] = containers.Count,
            ["ContainersRunning"] = containers.Count(container => container.IsRunning),
            ["Architecture"] = "aarch64",
            ["Server"] = new JsonObject { ["Version"] = "28.5.1", ["Arch"] = "arm64" },
            ["Client"] = new JsonObject { ["Version"] = "28.5.1", ["Arch"] = "arm64" }
        };
        var flags = Flags.Parse(call.Words, "f format", "");
        if (flags.Value("f", "format") is not { } format)
            return call.AnswerAsync(ToolAnswer.Lines(command == "info"
                ? ["Server:", $" Containers: {containers.Count}", " Server Version: 28.5.1", " Runtimes: nvidia runc"]
                : ["Client: Docker Engine - Community", " Version:           28.5.1", "",
                    "Server: Docker Engine - Community", "  Version:          28.5.1"]));
        return GoTemplate.Render(format, data, out var error) is { } text
            ? call.AnswerAsync(ToolAnswer.Line(text))
            : call.FailAsync(error!);
    }
}
