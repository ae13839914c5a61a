using SparkControl.Simulator.Tools;

namespace SparkControl.Simulator.Docker;

/// <summary>
/// The small image with which people do as root, by docker, what they may not do by sudo. The image is on the node.
/// </summary>
internal static class Alpine
{
    public const string Image = "alpine";

    private const string Dropping = "echo 3 > /proc/sys/vm/drop_caches";

    public static Task<int> RunAsync(SimulatedNode node, ServiceRun run)
    {
        if (run.Command[0] == "chown")
        {
            var answer = ChownTool.InContainer(node, [.. run.Command.Skip(1)], run.Mounts);
            if (answer.Error.Length > 0) run.WriteLine(answer.Error.TrimEnd('\n'));
            return Task.FromResult(answer.Exit);
        }

        if (run.Command.Count == 3 && run.Command[2].Contains(Dropping, StringComparison.Ordinal))
        {
            node.DropCaches();
            return Task.FromResult(0);
        }

        run.WriteLine("alpine of a simulated Spark does no more than to chown volumes and to drop caches");
        return Task.FromResult(127);
    }
}
