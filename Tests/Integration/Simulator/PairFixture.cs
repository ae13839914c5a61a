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

    /// <summary>Runs a command line on the head and gives what it printed, without the last newline.</summary>
    protected async Task<string> SayAsync(string command)
    {
        var result = await Head.ShellAsync(command, Cancel);
        Assert.True(result.Exit == 0, $"{command}: {result.Exit} {result.Error}");
        return result.Out.TrimEnd('\n');
    }

    /// <summary>A container like the launcher's, and vLLM in it.</summary>
    protected async Task LaunchAsync(string arguments = "--max-model-len 131072")
    {
        await SayAsync("docker run -d --rm --name vllm_node vllm-node sleep infinity");
        await SayAsync($"docker exec -d vllm_node bash -c 'vllm serve {Model} --port 8888 --gpu-memory-utilization 0.7 {arguments} >> /proc/1/fd/1 2>&1'");
    }

    protected Task LogSaysAsync(string text) => Until.TrueAsync(
        async () => (await Head.ShellAsync("docker logs vllm_node", Cancel)).Out.Contains(text, StringComparison.Ordinal),
        $"the log says {text}");

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
