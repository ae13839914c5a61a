using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

public sealed class ModelConfigTests
{
    [Theory]
    [InlineData("""{"num_hidden_layers":4,"num_attention_heads":8,"hidden_size":1024}""", "full 4 8x128")]
    [InlineData("""{"n_layer":2,"n_head":4,"n_embd":256}""", "full 2 4x64")]
    [InlineData("""{"text_config":{"num_hidden_layers":3,"num_key_value_heads":2,"head_dim":64}}""", "full 3 2x64")]
    [InlineData("""{"thinker_config":{"text_config":{"num_hidden_layers":3,"num_key_value_heads":2,"head_dim":64}}}""",
        "full 3 2x64")]
    // Every sixth is full.
    [InlineData("""{"model_type":"gemma3_text","num_hidden_layers":8,"num_key_value_heads":1,"head_dim":256,"sliding_window":512,"sliding_window_pattern":6}""", "sliding 7 1x256, full 1 1x256")]
    [InlineData("""{"model_type":"gemma2","num_hidden_layers":4,"num_key_value_heads":1,"head_dim":256,"sliding_window":4096}""", "sliding 2 1x256, full 2 1x256")]
    [InlineData("""{"model_type":"gemma3_text","num_hidden_layers":62,"num_key_value_heads":16,"head_dim":128,"sliding_window":1024}""", "sliding 52 16x128, full 10 16x128")]
    [InlineData("""{"model_type":"exaone4","num_hidden_layers":8,"num_key_value_heads":1,"head_dim":128,"sliding_window":4096,"sliding_window_pattern":"LLLG"}""", "sliding 6 1x128, full 2 1x128")]
    [InlineData("""{"model_type":"mistral","num_hidden_layers":4,"num_key_value_heads":1,"head_dim":128,"sliding_window":4096}""", "sliding 4 1x128")]
    [InlineData("""{"model_type":"mistral","num_hidden_layers":4,"num_key_value_heads":1,"head_dim":128,"sliding_window":null}""", "full 4 1x128")]
    // It names a window and does not use it.
    [InlineData("""{"model_type":"qwen2","num_hidden_layers":4,"num_key_value_heads":1,"head_dim":128,"sliding_window":4096,"use_sliding_window":false}""", "full 4 1x128")]
    [InlineData(
        """{"model_type":"llama","num_hidden_layers":4,"num_key_value_heads":1,"head_dim":128,"sliding_window":4096}""",
        "full 4 1x128")]
    [InlineData("""{"num_hidden_layers":8,"num_key_value_heads":2,"head_dim":256,"linear_num_value_heads":32}""",
        "linear 6, full 2 2x256")]
    [InlineData("""{"num_hidden_layers":61,"kv_lora_rank":512,"qk_rope_head_dim":64}""", "latent 61 1x576")]
    // The last ten use what others keep.
    [InlineData(
        """{"num_hidden_layers":30,"num_kv_shared_layers":10,"num_key_value_heads":2,"head_dim":64}""", "full 20 2x64")]
    [InlineData(
        """{"num_hidden_layers":2,"num_key_value_heads":2,"head_dim":64,"attn_type_list":[1,1]}""", "full 2 2x64")]
    public void Layers_are_read_by_what_they_keep(string config, string layers)
    {
        var facts = ModelConfig.Read(config);

        Assert.Null(facts.Problem);
        Assert.Equal(layers, string.Join(", ", facts.Cache!.Select(Said)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"num_hidden_layers":"many"}""")]
    [InlineData("""{"num_hidden_layers":4}""")]
    [InlineData("""{"num_hidden_layers":4,"num_key_value_heads":2,"head_dim":64,"hybrid_override_pattern":"M-M*"}""")]
    [InlineData("""{"num_hidden_layers":2,"num_key_value_heads":2,"head_dim":64,"attn_type_list":[0,1]}""")]
    [InlineData("""{"num_hidden_layers":1,"num_key_value_heads":2,"head_dim":64,"layer_types":["mamba"]}""")]
    [InlineData(
        """{"num_hidden_layers":1,"num_key_value_heads":2,"head_dim":64,"layer_types":["sliding_attention"]}""")]
    [InlineData("""{"num_hidden_layers":1,"num_key_value_heads":2,"head_dim":64,"is_encoder_decoder":true}""")]
    // Numbers that no model has: they would be divided by, and reserved memory for.
    [InlineData("""{"num_hidden_layers":8,"num_key_value_heads":2,"head_dim":64,"linear_num_value_heads":4,"full_attention_interval":0}""")]
    [InlineData("""{"model_type":"gemma3_text","num_hidden_layers":8,"num_key_value_heads":1,"head_dim":64,"sliding_window":512,"sliding_window_pattern":0}""")]
    [InlineData(
        """{"model_type":"mistral","num_hidden_layers":8,"num_key_value_heads":1,"head_dim":64,"sliding_window":-1}""")]
    [InlineData("""{"num_hidden_layers":2000000000,"num_key_value_heads":2,"head_dim":64}""")]
    [InlineData("""{"num_hidden_layers":1,"num_key_value_heads":2000000000,"head_dim":2000000000}""")]
    [InlineData("""{"num_hidden_layers":1,"num_key_value_heads":2,"head_dim":64,"model_type":"\ud800"}""")]
    public void What_is_not_understood_is_said_and_not_guessed(string config)
    {
        var facts = ModelConfig.Read(config);

        Assert.Null(facts.Cache);
        Assert.EndsWith(".", facts.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_can_and_how_it_is_stored_is_read()
    {
        var facts = ModelConfig.Read("""
            {"architectures":["Qwen3VLMoeForConditionalGeneration"],"vision_config":{},"tie_word_embeddings":false,
            "quantization_config":{"kv_cache_scheme":{"num_bits":8}},
            "text_config":{"num_hidden_layers":2,"num_key_value_heads":2,"head_dim":64,"hidden_size":10,"vocab_size":1000,
            "max_position_embeddings":262144,"mtp_num_hidden_layers":1}}
            """);

        Assert.Equal("Qwen3VLMoeForConditionalGeneration", facts.Architecture);
        Assert.Equal(
            (262_144, true, true, true), (facts.MaxPositions, facts.Quantized, facts.Fp8Cache, facts.Multimodal));
        Assert.Equal((20_000L, 1), (facts.EmbeddingParameters, facts.PredictionLayers));
    }

    [Fact]
    public void A_stretched_context_is_the_longer_one() => Assert.Equal(131_072, ModelConfig.Read("""
        {"num_hidden_layers":1,"num_key_value_heads":1,"head_dim":64,"max_position_embeddings":32768,
        "rope_scaling":{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":32768}}
        """).MaxPositions);

    [Theory]
    [InlineData(
        """ "rope_parameters":{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":32768} """, 131_072)]
    [InlineData(""" "rope_scaling":{"type":"linear","factor":2.0} """, 65_536)]
    // Written as it is once it was stretched.
    [InlineData(""" "rope_scaling":{"rope_type":"llama3","factor":8.0} """, 32_768)]
    [InlineData(""" "model_type":"gemma3_text","rope_scaling":{"rope_type":"linear","factor":8.0} """, 32_768)]
    [InlineData(""" "model_max_length":40960 """, 40_960)]
    public void The_longest_context_is_the_one_that_vLLM_derives(string words, int tokens) => Assert.Equal(
        tokens, ModelConfig.Read(
            $$"""{"num_hidden_layers":1,"max_position_embeddings":32768,{{words}}}""").MaxPositions);

    [Fact]
    public void How_weights_are_packed_and_code_of_their_own_are_read()
    {
        var facts = ModelConfig.Read(
            """{"quantization_config":{"quant_method":"awq"},"auto_map":{"AutoModel":"own.Own"}}""");

        Assert.Equal(("awq", true, false), (facts.Packing, facts.BringsCode, facts.Fp8Cache));
    }

    private static string Said(CacheLayers layers) => layers.State is not null
        ? $"linear {layers.Count}"
        : $"{Wire.Word(layers.Kind)} {layers.Count} {layers.Heads}x{layers.HeadDim}";
}
