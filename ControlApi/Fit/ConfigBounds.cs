namespace SparkControl.ControlApi.Fit;

/// <summary>
/// Numbers that a model can have. Anybody writes what stands in a <c>config.json</c>: what is beyond them is no model,
/// and would be counted, divided by and multiplied with.
/// </summary>
internal static class ConfigBounds
{
    private const int MostCount = 10_000, MostElements = 1 << 16;

    /// <summary>Layers repeat after so many.</summary>
    private static readonly string[] Intervals =
        ["full_attention_interval", "sliding_window_pattern", "_sliding_window_pattern"];

    private static readonly string[] Counts =
    [
        "num_hidden_layers", "n_layer", "num_layers", "num_kv_shared_layers", "mtp_num_hidden_layers",
        "num_nextn_predict_layers", "num_attention_heads", "n_head", "num_key_value_heads", "num_kv_heads",
        "n_head_kv", "num_global_key_value_heads", "linear_num_key_heads", "linear_num_value_heads",
        "linear_conv_kernel_dim"
    ];

    private static readonly string[] Elements =
    [
        "head_dim", "global_head_dim", "hidden_size", "n_embd", "kv_lora_rank", "qk_rope_head_dim", "index_head_dim",
        "linear_key_head_dim", "linear_value_head_dim"
    ];

    /// <summary>The first word whose number no model has; null when there is none.</summary>
    public static string? Broken(ConfigPart text) =>
        Intervals.FirstOrDefault(word => text.Whole(word) is < 1 or > MostCount)
        ?? Counts.FirstOrDefault(word => text.Whole(word) is < 0 or > MostCount)
        ?? Elements.FirstOrDefault(word => text.Whole(word) is < 0 or > MostElements);
}
