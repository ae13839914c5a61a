using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Git;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>Brings what a stand-in asks to the part of the pair that answers it.</summary>
internal sealed class ToolRouter(SimulatedPair pair, VllmTool vllm)
{
    public Task HandleAsync(ToolRequest request, ToolConnection connection)
    {
        if (pair.Find(request.Node) is not { } node)
            return connection.AnswerAsync(
                ToolAnswer.Failed(125, $"{request.Tool}: the pair has no node '{request.Node}'"));
        return request.Tool switch
        {
            "docker" => DockerCommands.HandleAsync(node.Docker, request, connection),
            "vllm" => vllm.StartAsync(node, request, connection),
            "vllm-result" => vllm.ResultAsync(request, connection),
            "vllm-signal" => vllm.SignalAsync(request, connection),
            "ray" => RayTool.HandleAsync(node, request, connection),
            "nvidia-smi" => connection.AnswerAsync(NvidiaSmi.Answer(node, request.Arguments)),
            "pgrep" or "pkill" => connection.AnswerAsync(ProcessTool.Answer(node, request)),
            "sysctl" => connection.AnswerAsync(SysctlTool.Answer(node, request.Arguments)),
            "chown" => connection.AnswerAsync(ChownTool.Answer(node, request.Arguments)),
            "ss" => connection.AnswerAsync(SocketTool.Answer(node, request.Arguments)),
            "git" => GitTool.HandleAsync(node, pair.Upstream, request, connection),
            "uvx" or "hf" => DownloadTool.HandleAsync(node, pair.Scenarios, request, connection),
            "rsync" => CopyTool.HandleAsync(node, request, connection),
            _ => connection.AnswerAsync(ToolAnswer.Failed(127, $"bash: {request.Tool}: command not found"))
        };
    }
}
