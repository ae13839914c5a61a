using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>The docker command line: finds the command, unless docker itself is out of order.</summary>
internal static class DockerCommands
{
    private const string Socket = "unix:///var/run/docker.sock";

    public static async Task HandleAsync(DockerDaemon daemon, ToolRequest request, ToolConnection connection)
    {
        var words = request.Arguments;
        if (words is ["--version", ..])
        {
            await connection.AnswerAsync(ToolAnswer.Line("Docker version 28.5.1, build e180ab8"));
            return;
        }

        while (daemon.Fault == DockerFault.Hanging) await daemon.FaultChanged.WaitAsync(connection.Gone);
        var name = words.Count == 0 ? "" : words[0];
        var skip = 1;
        if (name is "container" or "image" && words.Count > 1)
        {
            name = name == "image" && words[1] is not ("rm" or "ls" or "pull" or "tag")
                ? "image " + words[1]
                : words[1];
            if (words[0] == "image") name = name switch { "ls" => "images", "rm" => "rmi", _ => name };
            skip = 2;
        }

        var call = new DockerCall(daemon, request, connection, [.. words.Skip(skip)]);
        await (daemon.Fault == DockerFault.None ? RunAsync(name, call) : call.FailAsync(Reason(daemon.Fault)));
    }

    private static Task RunAsync(string name, DockerCall call) => name switch
    {
        "run" => DockerRun.HandleAsync(call),
        "exec" => DockerExec.HandleAsync(call),
        "ps" or "ls" => DockerPs.HandleAsync(call),
        "inspect" or "image inspect" =>
            DockerInspect.HandleAsync(call, onlyImages: name.StartsWith("image", StringComparison.Ordinal)),
        "logs" => DockerLogs.HandleAsync(call),
        "top" => DockerTop.HandleAsync(call),
        "stop" or "kill" or "rm" or "start" or "restart" or "wait" => DockerLife.HandleAsync(name, call),
        "update" => DockerUpdate.HandleAsync(call),
        "cp" => DockerCopy.HandleAsync(call),
        "images" or "tag" or "rmi" or "image prune" => DockerImages.HandleAsync(name, call),
        "pull" or "save" or "load" or "image save" or "image load" =>
            DockerTransfers.HandleAsync(name.Replace("image ", "", StringComparison.Ordinal), call),
        "build" => DockerBuild.HandleAsync(call),
        "system" => call.AnswerAsync(ToolAnswer.Line("Total reclaimed space: 0B")),
        "info" or "version" => DockerAbout.HandleAsync(name, call),
        _ => call.FailAsync($"docker: unknown command: docker {name}\n\nRun 'docker --help' for more information")
    };

    private static string Reason(DockerFault fault) => fault == DockerFault.Down
        ? $"Cannot connect to the Docker daemon at {Socket}. Is the docker daemon running?"
        : $"permission denied while trying to connect to the Docker daemon socket at {Socket}: Get " +
          "\"http://%2Fvar%2Frun%2Fdocker.sock/v1.51/containers/json\": dial unix /var/run/docker.sock: " +
          "connect: permission denied";
}
