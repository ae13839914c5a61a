using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker update: the memory limit and the restart policy.</summary>
internal static class DockerUpdate
{
    public static Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "m memory memory-swap restart cpus pids-limit", "");
        if (flags.Unknown is { } unknown) return call.RefuseAsync("update", unknown);
        foreach (var name in flags.Operands)
        {
            if (call.Daemon.Find(name) is not { } container)
                return call.FailAsync("Error response from daemon: No such container: " + name);
            if (flags.Value("m", "memory") is { } memory) container.MemoryLimit = ByteSize.Parse(memory);
            if (flags.Value("restart") is { } restart) container.RestartPolicy = restart;
        }

        return call.AnswerAsync(ToolAnswer.Lines(flags.Operands));
    }
}
