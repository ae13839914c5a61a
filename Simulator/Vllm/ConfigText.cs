using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>A model's <c>config.json</c>, as far as it says how large the model is.</summary>
internal static class ConfigText
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static string Of(string repo)
    {
        var model = ModelProfile.Of(repo);
        var root = new JsonObject { ["architectures"] = new JsonArray(model.Architecture), ["dtype"] = "bfloat16" };
        if (model.BytesPerParameter < 2)
            root["quantization_config"] = new JsonObject { ["quant_method"] = "compressed-tensors" };
        var layers = Layers(model.Cache, repo.Contains("72B", StringComparison.Ordinal) ? 32_768 : 262_144);
        // Models that see have the language model's part inside.
        var sees = model.Cache.Sliding + model.Cache.Linear > 0 || repo.Contains("VL", StringComparison.Ordinal);
        if (sees) root["text_config"] = layers;
        foreach (var (name, value) in sees ? [] : layers.ToList())
        {
            layers.Remove(name);
            root[name] = value;
        }

        if (sees) root["vision_config"] = new JsonObject { ["depth"] = 27 };
        return root.ToJsonString(_indented) + "\n";
    }

    private static JsonObject Layers(CacheLayout layout, int positions)
    {
        var text = new JsonObject
        {
            ["num_hidden_layers"] = layout.Layers,
            ["num_attention_heads"] = 64,
            ["num_key_value_heads"] = layout.Sliding > 0 ? layout.SlidingHeads : layout.Heads,
            ["head_dim"] = layout.Sliding > 0 ? layout.SlidingDim : layout.Dim,
            ["hidden_size"] = 4096,
            ["vocab_size"] = 151_936,
            ["max_position_embeddings"] = positions
        };
        var others = layout.Sliding > 0 ? "sliding_attention" : "linear_attention";
        if (layout.Layers > layout.Full) text["layer_types"] = Types(layout, others);
        if (layout.Sliding > 0)
        {
            text["sliding_window"] = layout.Window;
            text["num_global_key_value_heads"] = layout.Heads;
            text["global_head_dim"] = layout.Dim;
        }

        if (layout.Linear > 0) AddStates(text, layout);
        return text;
    }

    private static void AddStates(JsonObject text, CacheLayout layout)
    {
        text["linear_num_key_heads"] = layout.KeyHeads;
        text["linear_num_value_heads"] = layout.ValueHeads;
        text["linear_key_head_dim"] = 128;
        text["linear_value_head_dim"] = 128;
        text["linear_conv_kernel_dim"] = 4;
        text["mamba_ssm_dtype"] = "float32";
    }

    private static JsonArray Types(CacheLayout layout, string others)
    {
        var each = layout.Layers / layout.Full;
        return new([.. Enumerable.Range(1, layout.Layers)
            .Select(i => (JsonNode?)(i % each == 0 ? "full_attention" : others))]);
    }
}
