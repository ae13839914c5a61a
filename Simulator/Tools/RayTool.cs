using System.Text;
using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>The `ray` of a container: start of a head or a worker, status, stop.</summary>
internal static class RayTool
{
    public static async Task HandleAsync(SimulatedNode node, ToolRequest request, ToolConnection connection)
    {
        var words = request.Arguments;
        var container = node.Docker.Find(request.Container);
        if (container?.Run is not { } run)
        {
            await connection.AnswerAsync(ToolAnswer.Failed(127, "bash: ray: command not found"));
            return;
        }

        switch (words.Count == 0 ? "" : words[0])
        {
            case "start":
                container.Ray = words.Contains("--head") ? "head" : "worker";
                var blocks = words.Contains("--block");
                var said = ToolAnswer.Lines(RayLines.Started(container.Ray == "head", node.Address, blocks));
                if (!blocks)
                {
                    await connection.AnswerAsync(said);
                    return;
                }

                await (await connection.BeginAsync()).WriteAsync(Encoding.UTF8.GetBytes(said.Out));
                using (var ended = CancellationTokenSource.CreateLinkedTokenSource(run.Killed, connection.Gone))
                    await Task.Delay(Timeout.Infinite, ended.Token);
                return;
            case "status" when container.Ray is null:
                await connection.AnswerAsync(ToolAnswer.Failed(1,
                    "ConnectionError: Could not find any running Ray instance. Please specify the one to connect to " +
                        "by setting `--address` flag or `RAY_ADDRESS` environment variable."));
                return;
            case "status":
                var workers = node.Peer.Docker.Containers.Count(other => other.Ray is not null);
                await connection.AnswerAsync(ToolAnswer.Lines(RayLines.Status(1 + workers, node.Pace.Now)));
                return;
            default:
                container.Ray = null;
                await connection.AnswerAsync(ToolAnswer.Silent);
                return;
        }
    }
}
