using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Downloads;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Downloads;

public sealed class ModelSuggestionTests
{
    private const string Qwen = """
        {"architectures":["Qwen3ForCausalLM"],"max_position_embeddings":40960}
        """;

    private const string Vision = """
        {"architectures":["Qwen3VLMoeForConditionalGeneration"],"text_config":{"max_position_embeddings":262144},
         "quantization_config":{"quant_method":"compressed-tensors","kv_cache_scheme":{"num_bits":8}}}
        """;

    [Fact]
    public void A_small_model_is_for_one_Spark_with_the_parsers_of_its_family()
    {
        var model = ModelSuggestion.Of("Qwen/Qwen3-8B", Facts(16_000_000_000, Qwen), hasTwo: true, []);

        Assert.Equal(("qwen3-8b", "Qwen3 8B", ModelNodes.Solo), (model.Key, model.Name, model.Nodes));
        Assert.Equal(
            (40_960, 0.7, true, null), (model.Settings.MaxModelLen, model.Settings.GpuMemoryUtilization,
                model.Settings.Fastsafetensors, model.Settings.Fp8KvCache));
        Assert.Equal(
            ["--reasoning-parser", "qwen3", "--tool-call-parser", "hermes", "--enable-auto-tool-choice"], model.Args);
        Assert.Contains(model.Notes, note => note.Contains("16.0 GB", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_one_is_for_two_with_a_context_that_most_need()
    {
        var model = ModelSuggestion.Of(
            "RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", Facts(135_000_000_000, Vision), hasTwo: true, []);

        Assert.Equal((ModelNodes.Cluster, 131_072, 0.7, true),
            (model.Nodes, model.Settings.MaxModelLen, model.Settings.GpuMemoryUtilization, model.Settings.Fp8KvCache));
        Assert.Contains(model.Notes, note => note.Contains("262144", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(90, 0.85)]
    [InlineData(120, 0.9)]
    public void One_Spark_alone_gets_the_share_that_its_weights_need(int gigabytes, double share)
    {
        var model = ModelSuggestion.Of("org/name", Facts(gigabytes * 1_000_000_000L, Qwen), hasTwo: false, []);

        Assert.Equal((ModelNodes.Solo, share, null),
            (model.Nodes, model.Settings.GpuMemoryUtilization, model.Settings.Fastsafetensors));
    }

    [Theory]
    [InlineData("Qwen3_5MoeForConditionalGeneration", "RedHatAI/Qwen3.6-35B-A3B-NVFP4", "qwen3", "qwen3_xml")]
    [InlineData("Qwen3MoeForCausalLM", "Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8", null, "qwen3_coder")]
    [InlineData("Qwen2ForCausalLM", "Qwen/Qwen2.5-72B-Instruct", null, "hermes")]
    [InlineData("Gemma4ForConditionalGeneration", "google/gemma-4-26B-A4B-it", "gemma4", "gemma4")]
    [InlineData("GptOssForCausalLM", "openai/gpt-oss-20b", "openai_gptoss", "openai")]
    [InlineData("LlamaForCausalLM", "meta-llama/Llama-3.1-8B-Instruct", null, "llama3_json")]
    [InlineData("LlamaForCausalLM", "deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "deepseek_r1", null)]
    [InlineData("Qwen3ForCausalLM", "Qwen/Qwen3-Embedding-8B", null, null)]
    public void Each_family_has_its_parsers(string architecture, string repo, string? reasoning, string? tools) =>
        Assert.Equal(new ModelParsers(reasoning, tools), ModelParsers.Of(architecture, repo));

    [Theory]
    [InlineData(null)]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"architectures":5,"max_position_embeddings":"many"}""")]
    public void What_cannot_be_read_is_left_to_vLLM(string? config)
    {
        var model = ModelSuggestion.Of("org/name", Facts(1_000_000_000, config), hasTwo: true, []);

        Assert.Equal((null, 0), (model.Settings.MaxModelLen, model.Args.Count));
        Assert.NotEmpty(model.Notes);
    }

    [Fact]
    public void Weights_are_those_that_vLLM_loads_and_no_second_copy_of_them()
    {
        var facts = HubFiles.Facts(Qwen, new Dictionary<string, long>
        {
            ["model-00001-of-00002.safetensors"] = 30_000_000_000,
            ["model-00002-of-00002.safetensors"] = 35_000_000_000,
            ["original/model.safetensors"] = 65_000_000_000,
            ["metal/model.bin"] = 65_000_000_000,
            ["consolidated.safetensors"] = 65_000_000_000
        });

        var model = ModelSuggestion.Of("openai/gpt-oss-120b", facts, hasTwo: true, []);

        Assert.Equal((ModelNodes.Solo, 0.7), (model.Nodes, model.Settings.GpuMemoryUtilization));
        Assert.Contains(model.Notes, note => note.Contains("65.0 GB", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_of_its_own_is_told_and_not_allowed_by_us()
    {
        var model = ModelSuggestion.Of("org/name",
            Facts(1_000_000_000, """{"architectures":["Own"],"auto_map":{"AutoModel":"own.Own"}}"""), hasTwo: true, []);

        Assert.Empty(model.Args);
        Assert.Contains(model.Notes, note => note.Contains("--trust-remote-code", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("org/Name_X", "name-x")]
    [InlineData("org/taken", "taken-2")]
    [InlineData("org/___", "model")]
    public void A_key_is_one_that_the_catalog_takes_and_has_not(string repo, string expected)
    {
        var key = ModelSuggestion.Of(repo, Facts(1, null), hasTwo: false, ["taken"]).Key;

        Assert.Equal(expected, key);
        Assert.Null(ModelRules.Key(key));
        Assert.Null(
            ModelRules.Key(ModelSuggestion.Of($"org/{new string('a', 90)}", Facts(1, null), hasTwo: false, []).Key));
    }

    private static ModelFacts Facts(long weights, string? config) =>
        HubFiles.Facts(config, new Dictionary<string, long> { ["model.safetensors"] = weights });
}
