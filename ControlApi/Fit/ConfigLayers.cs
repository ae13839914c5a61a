using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What each layer of a model keeps of a request, from the words of its configuration.</summary>
internal static class ConfigLayers
{
    /// <summary>Words of layers whose state is laid out in a way that is not known here.</summary>
    private static readonly string[] Strange =
    [
        "hybrid_override_pattern", "layers_block_type", "attn_layer_indices", "attn_layer_period", "ssm_cfg",
        "ssm_state_size", "mamba_d_state", "mamba_expand", "state_size", "conv_L_cache", "linear_attn_config",
        "compress_ratios", "n_mamba_heads"
    ];

    private static readonly Dictionary<string, int> Usual = new()
    {
        ["gemma2"] = 2,
        ["gemma3_text"] = 6,
        ["cohere2"] = 4
    };

    private static readonly string[] Encoders = ["Bert", "Roberta"];

    /// <summary>Their window is in force only here: others name one and do not use it.</summary>
    private static readonly HashSet<string> Slide =
        ["mistral", "mixtral", "phi3", "starcoder2", "gemma2", "gemma3_text", "cohere2", "exaone4", "qwen2", "qwen3"];

    /// <summary>Adds the layers by kind, or why they are not known.</summary>
    public static ModelFacts AddTo(ModelFacts facts, ConfigPart text)
    {
        // An encoder computes everything anew.
        if (Encoders.Any(name => facts.Architecture?.Contains(name, StringComparison.Ordinal) == true))
            return facts with { Cache = [] };
        if (Problem(text) is { } problem) return facts with { Problem = problem };

        var count = Count(text)!.Value;
        // The last layers may use what others keep.
        var kept = Names(text, count).Take(count - (text.Whole("num_kv_shared_layers") ?? 0));
        List<CacheLayers> layers = [];
        foreach (var group in kept.GroupBy(name => name))
        {
            if (Layers(group.Key, group.Count(), text) is not { } known)
                return facts with { Problem = NotKnown(group.Key) };
            if (known is { State: null, HeadDim: 0 } or { Kind: CacheKind.Sliding, Window: <= 0 })
                return facts with { Problem = "Its config.json does not say how much its layers keep." };

            layers.Add(known);
        }

        return facts with { Cache = layers };
    }

    private static int? Count(ConfigPart text) => text.Whole("num_hidden_layers", "n_layer", "num_layers");

    private static string? Problem(ConfigPart text) =>
        Strange.FirstOrDefault(text.Has) is { } word ? NotKnown(word)
        : !text.AreAll("attn_type_list", 1) ? NotKnown("attn_type_list")
        : text.Flag("is_encoder_decoder") == true
            ? "It has an encoder and a decoder, whose cache is not worked out here."
        : ConfigBounds.Broken(text) is { } broken
            ? $"Its config.json has a number for {broken} that no model has."
        : Count(text) is null or < 1 ? "Its config.json does not say how many layers it has."
        : null;

    private static string NotKnown(string word) => $"Its layers are of a kind that is not known here ({word}).";

    private static IReadOnlyList<string> Names(ConfigPart text, int count)
    {
        if (text.Texts("layer_types") is { Count: > 0 } said) return said;
        if (text.Has("linear_num_value_heads"))
            return Every(count, text.Whole("full_attention_interval") ?? 4, "linear_attention");
        if (!Slide.Contains(text.Word("model_type") ?? "") || text.Flag("use_sliding_window") == false
            || text.Whole("sliding_window") is null)
            return Every(count, 1, "");
        if (text.Whole("sliding_window_pattern", "_sliding_window_pattern") is { } each)
            return Every(count, each, "sliding_attention");
        if (text.Word("sliding_window_pattern") is { Length: > 0 } letters)
            return [.. Enumerable.Range(0, count).Select(
                i => letters[i % letters.Length] == 'L' ? "sliding_attention" : "full_attention")];
        // What transformers takes where the file says nothing.
        if (text.Word("model_type") is { } type && Usual.TryGetValue(type, out var usual))
            return Every(count, usual, "sliding_attention");

        var first = text.Has("use_sliding_window") ? text.Whole("max_window_layers") ?? 0 : 0;
        return [.. Enumerable.Range(0, count).Select(i => i < first ? "full_attention" : "sliding_attention")];
    }

    // The last of so many is one of full attention.
    private static string[] Every(int count, int each, string others) =>
        [.. Enumerable.Range(1, count).Select(i => i % each == 0 ? "full_attention" : others)];

    private static CacheLayers? Layers(string name, int count, ConfigPart text) => name switch
    {
        "full_attention" or "attention" when text.Whole("kv_lora_rank") is { } rank and > 0 =>
            new(CacheKind.Latent, count)
            {
                HeadDim = rank + (text.Whole("qk_rope_head_dim") ?? 0),
                PositionDim = text.Whole("qk_rope_head_dim") ?? 0,
                // Of sparse attention: an element a byte, and a scale of 4 bytes for each 128.
                IndexBytes = text.Whole("index_head_dim") is { } index ? index + index / 128 * 4 : 0
            },
        "full_attention" or "attention" => new(CacheKind.Full, count)
        {
            Heads = text.Whole("num_global_key_value_heads") ?? Heads(text),
            HeadDim = text.Whole("global_head_dim") ?? HeadDim(text)
        },
        "sliding_attention" or "chunked_attention" => new(CacheKind.Sliding, count)
        {
            Heads = Heads(text),
            HeadDim = HeadDim(text),
            Window = text.Whole("sliding_window", "attention_chunk_size") ?? 0
        },
        "linear_attention" when text.Has("linear_num_value_heads") => new(CacheKind.Linear, count)
        {
            State = new(
                text.Whole("linear_num_key_heads") ?? 0, text.Whole("linear_key_head_dim") ?? 0,
                text.Whole("linear_num_value_heads") ?? 0, text.Whole("linear_value_head_dim") ?? 0,
                text.Whole("linear_conv_kernel_dim") ?? 4, text.Word("mamba_ssm_dtype") == "float32" ? 4 : 2)
        },
        _ => null
    };

    private static int AttentionHeads(ConfigPart text) => text.Whole("num_attention_heads", "n_head") ?? 0;

    private static int Heads(ConfigPart text) =>
        text.Whole("num_key_value_heads", "num_kv_heads", "n_head_kv") ?? AttentionHeads(text);

    private static int HeadDim(ConfigPart text) => text.Whole("head_dim")
        ?? (AttentionHeads(text) is > 0 and var heads ? (text.Whole("hidden_size", "n_embd") ?? 0) / heads : 0);
}
