using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

public sealed class FitWordsTests
{
    [Theory]
    [InlineData(ModelNodes.Solo, "", 1, 1)]
    [InlineData(ModelNodes.Cluster, "", 2, 1)]
    [InlineData(ModelNodes.Cluster, "-tp 1", 1, 1)]
    [InlineData(ModelNodes.Cluster, "-tp=2", 2, 1)]
    [InlineData(ModelNodes.Cluster, "--pipeline-parallel-size 2", 1, 2)]
    [InlineData(ModelNodes.Cluster, "--tensor_parallel_size=4 -tp nonsense", 4, 1)]
    public void Ranks_are_what_the_launcher_will_start(ModelNodes nodes, string args, int tensor, int pipeline)
    {
        var words = FitWords.Of(nodes, new(), Split(args));

        Assert.Equal((tensor, pipeline), (words.Tensor, words.Pipeline));
    }

    [Theory]
    [InlineData("--max-model-len 32768", 32_768)]
    [InlineData("--max-model-len 32k", 32_000)]
    [InlineData("--max-model-len 32K", 32_768)]
    [InlineData("--max-model-len=1.5k --max-model-len 2k", 2_000)]
    [InlineData("--max-model-len auto", null)]
    [InlineData("--max-model-len -1", null)]
    [InlineData("--max-model-len 99999999999999", null)]
    [InlineData("--max-model-len", null)]
    [InlineData("", 4_096)]
    public void A_context_is_read_as_vLLM_reads_it(string args, int? tokens) =>
        Assert.Equal(tokens, FitWords.Of(ModelNodes.Solo, new() { MaxModelLen = 4_096 }, Split(args)).MaxModelLen);

    [Theory]
    [InlineData("""{"method":"mtp","num_speculative_tokens":3}""", 3, true)]
    [InlineData("""{"method":"qwen3_next_mtp","num_speculative_tokens":2}""", 2, true)]
    [InlineData("""{"method":"eagle3","model":"a/b","num_speculative_tokens":5}""", 5, false)]
    [InlineData("""{"method":"mtp"}""", 0, false)]
    [InlineData("""{"num_speculative_tokens":"three"}""", 0, false)]
    [InlineData("[]", 0, false)]
    [InlineData("{", 0, false)]
    public void Tokens_that_are_guessed_ahead_are_read_where_they_are_said(string json, int tokens, bool predicts)
    {
        var words = FitWords.Of(ModelNodes.Solo, new() { ExtraArgs = ["--speculative-config", json] }, []);

        Assert.Equal((tokens, predicts), (words.Speculative, words.PredictsItself));
    }

    [Fact]
    public void Arguments_come_after_settings_and_the_users_last()
    {
        var settings = new ModelSettings
        {
            GpuMemoryUtilization = 0.7,
            Fp8KvCache = true,
            PrefixCaching = true,
            Fastsafetensors = true,
            ExtraArgs = ["--gpu-memory-utilization", "0.9", "--no-enable-prefix-caching", "--load-format", "auto"]
        };

        var words = FitWords.Of(ModelNodes.Solo, settings, ["--gpu-memory-utilization", "0.8", "--kv-cache-dtype", "auto", "-q", "fp8"]);

        Assert.Equal((0.9, null, false, "auto", "fp8"), (words.Share, words.CacheType, words.PrefixCaching, words.LoadFormat, words.Quantization));
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
