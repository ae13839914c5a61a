using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What a model's <c>config.json</c> says that an entry of the catalog is made of.</summary>
/// <param name="Architecture">Its class in transformers; empty when it does not say.</param>
/// <param name="Context">The longest context it was made for; null when it does not say.</param>
/// <param name="Quantization">How its weights are packed; null for whole numbers of its type.</param>
/// <param name="HasFp8KvCache">Its KV cache was calibrated for FP8.</param>
/// <param name="BringsCode">It is loaded by code of its own.</param>
internal sealed record ModelConfig(
    string Architecture, int? Context, string? Quantization, bool HasFp8KvCache, bool BringsCode)
{
    /// <summary>Reads it; null when it is none.</summary>
    public static ModelConfig? Read(string? json)
    {
        try
        {
            if (json is null || JsonNode.Parse(json) is not JsonObject config) return null;

            // Models that see have their language part below.
            var text = config["text_config"] as JsonObject ?? config;
            var packed = (config["quantization_config"] ?? text["quantization_config"]) as JsonObject;
            return new(
                config["architectures"] is JsonArray { Count: > 0 } classes ? Text(classes[0]) ?? "" : "",
                Whole(text["max_position_embeddings"]) ?? Whole(config["max_position_embeddings"]),
                Text(packed?["quant_method"]),
                packed?["kv_cache_scheme"] is JsonObject,
                config["auto_map"] is JsonObject);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            // A name that is there twice is found out when it is asked for.
            return null;
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? Whole(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
