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

        var words = FitWords.Of(
            ModelNodes.Solo, settings, ["--gpu-memory-utilization", "0.8", "--kv-cache-dtype", "auto", "-q", "fp8"]);

        Assert.Equal((0.9, null, false, null, "fp8"),
            (words.Share, words.CacheType, words.PrefixCaching, words.LoadFormat, words.Quantization));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("--enforce-eager", "", false)]
    [InlineData("--enforce-eager --no-enforce-eager", "", true)]
    [InlineData("", "VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS=0", false)]
    [InlineData("", "VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS=1", true)]
    public void Graphs_take_a_part_of_the_share_unless_it_is_said_otherwise(string args, string variable, bool takes) =>
        Assert.Equal(takes, Of(args, variable).HasGraphs);

    [Theory]
    [InlineData("--hf-overrides {}", "", true)]
    [InlineData("", "VLLM_ALLOW_LONG_MAX_MODEL_LEN=1", true)]
    [InlineData("", "", false)]
    public void Who_may_go_beyond_the_models_own_context_says_so(string args, string variable, bool stretches) =>
        Assert.Equal(stretches, Of(args, variable).Stretches);

    [Theory]
    [InlineData("""{"method":"eagle3","model":"a/b","num_speculative_tokens":5}""", true)]
    [InlineData("""{"model":"a/b","num_speculative_tokens":5}""", true)]
    [InlineData("""{"method":"mtp","model":"a/b","num_speculative_tokens":1}""", false)]
    [InlineData("""{"method":"ngram","num_speculative_tokens":5}""", false)]
    public void A_model_beside_it_is_seen(string json, bool has) =>
        Assert.Equal(
            has, FitWords.Of(ModelNodes.Solo, new() { ExtraArgs = ["--speculative-config", json] }, []).HasDraft);

    private static FitWords Of(string args, string variable) => FitWords.Of(new CatalogModel
    {
        Key = "m",
        Name = "M",
        Source = ModelSource.Custom,
        Repo = "a/b",
        Nodes = ModelNodes.Solo,
        Settings = new(),
        BundledSettings = new(),
        Args = Split(args),
        Env = variable.Split('=') is [var name, var value] ? new Dictionary<string, string> { [name] = value }
            : new Dictionary<string, string>()
    });

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
