using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>A pair of Sparks for each test, two hundred times as fast as real ones.</summary>
public abstract class PairFixture : IAsyncLifetime
{
    protected const string Model = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    protected SimulatedPair Pair { get; private set; } = null!;

    protected SimulatedNode Head => Pair.Head;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Pair = await SimulatedPair.StartAsync(new() { Speed = 200 });

    public async ValueTask DisposeAsync()
    {
        await Pair.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Runs a command line, on the head unless said, and gives what it printed, without the last newline.
    /// </summary>
    protected async Task<string> SayAsync(string command, SimulatedNode? node = null)
    {
        var result = await (node ?? Head).ShellAsync(command, Cancel);
        Assert.True(result.Exit == 0, $"{command}: {result.Exit} {result.Error}");
        return result.Out.TrimEnd('\n');
    }

    /// <summary>A container like the launcher's, and vLLM in it.</summary>
    protected async Task LaunchAsync(
        string arguments = "--max-model-len 131072", string model = Model, SimulatedNode? node = null)
    {
        await SayAsync("docker run -d --rm --name vllm_node --entrypoint= vllm-node sleep infinity", node);
        await ServeAsync(arguments, model, node);
    }

    /// <summary>vLLM in the container that runs.</summary>
    protected Task ServeAsync(string arguments, string model = Model, SimulatedNode? node = null) => SayAsync(
        $"docker exec -d vllm_node bash -c 'vllm serve {model} --port 8888 --gpu-memory-utilization 0.7 {arguments} >> /proc/1/fd/1 2>&1'",
        node);

    /// <summary>A rank on each node, as era C starts them.</summary>
    protected async Task LaunchRanksAsync(string arguments = "--max-model-len 131072")
    {
        var ranks = $"{arguments} -tp 2 --nnodes 2 --master-addr 192.168.100.1 --master-port 29501 --node-rank";
        await LaunchAsync($"{ranks} 1 --headless", node: Pair.Worker);
        await LaunchAsync($"{ranks} 0");
    }

    protected async Task<string> LogAsync(SimulatedNode? node = null) =>
        (await (node ?? Head).ShellAsync("docker logs vllm_node", Cancel)).Out;

    protected async Task LogSaysAsync(string text, SimulatedNode? node = null)
    {
        var log = "";
        await Until.TrueAsync(
            async () => (log = await LogAsync(node)).Contains(text, StringComparison.Ordinal),
            () => $"the log says {text}:\n{log}");
    }

    protected async Task<bool> VllmRunsAsync(SimulatedNode? node = null) =>
        (await SayAsync("docker top vllm_node", node)).Contains("vllm serve", StringComparison.Ordinal);

    /// <summary>No vLLM is left, but the container is.</summary>
    protected Task VllmEndsAsync() => Until.TrueAsync(async () => !await VllmRunsAsync(), "no vLLM is left");

    protected async Task<int> AnswerAsync(string path)
    {
        try
        {
            using var client = new HttpClient();
            using var answer = await client.GetAsync($"http://127.0.0.1:{Pair.VllmPort}{path}", Cancel);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
