using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker update: the memory limit and the restart policy.</summary>
internal static class DockerUpdate
{
    private const long Least = 6L << 20;

    public static async Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "m memory memory-swap restart cpus pids-limit", "");
        if (flags.Unknown is { } unknown)
        {
            await call.RefuseAsync("update", unknown);
            return;
        }

        var (done, errors) = (new List<string>(), new List<string>());
        foreach (var name in flags.Operands)
        {
            if (Change(call.Daemon.Find(name), name, flags) is { } error)
                errors.Add("Error response from daemon: " + error);
            else done.Add(name);
        }

        var failed = errors.Count > 0 ? ToolAnswer.Failed(1, string.Join('\n', errors)) : ToolAnswer.Silent;
        await call.AnswerAsync(failed with { Out = ToolAnswer.Lines(done).Out });
    }

    // The reason why it is not done; null when it is.
    private static string? Change(Container? container, string name, Flags flags)
    {
        if (container is null) return "No such container: " + name;
        var memory = ByteSize.Parse(flags.Value("m", "memory"));
        var swap = ByteSize.Parse(flags.Value("memory-swap"));
        if (memory is > 0 and < Least) return "Minimum memory limit allowed is 6MB";
        if (swap > 0 && memory > swap) return "Minimum memoryswap limit should be larger than memory limit, see usage";
        if (memory > container.MemorySwap && swap == 0 && container.MemorySwap != -1)
            return $"Cannot update container {container.Id}: Memory limit should be smaller than already set " +
                "memoryswap limit, update the memoryswap at the same time";
        if (memory > 0) container.MemoryLimit = memory;
        if (swap != 0) container.MemorySwap = swap;
        if (flags.Value("restart") is { } restart) container.RestartPolicy = restart;
        return null;
    }
}
