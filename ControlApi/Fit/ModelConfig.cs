using System.Text.Json;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>
/// Reads a model's <c>config.json</c>. Models that see or hear have the language model's part inside; what nobody here
/// understands is said, not guessed.
/// </summary>
internal static class ModelConfig
{
    private static readonly string[] Inside = ["text_config", "language_config", "llm_config", "thinker_config"];

    private static readonly string[] Senses = ["vision_config", "audio_config", "vision_tower", "image_token_id"];

    /// <summary>The facts; without the size of the weights, which is no matter of the configuration.</summary>
    public static ModelFacts Read(string json)
    {
        try
        {
            using var read = JsonDocument.Parse(json);
            return read.RootElement.ValueKind == JsonValueKind.Object
                ? Read(new ConfigPart(read.RootElement))
                : Unreadable;
        }
        catch (Exception)
        {
            // Whatever a stranger has written into it, who asks only gets to know less.
            return Unreadable;
        }
    }

    private static ModelFacts Unreadable => new() { Problem = "Its config.json cannot be read." };

    private static ModelFacts Read(ConfigPart root)
    {
        var text = Text(root);
        var quantization = root.Part("quantization_config") ?? text.Part("quantization_config")
            ?? root.Part("compression_config");
        return ConfigLayers.AddTo(new()
        {
            Architecture = root.Texts("architectures") is [var first, ..] ? first : null,
            MaxPositions = MaxPositions(text) ?? MaxPositions(root),
            Quantized = quantization is not null,
            Packing = quantization?.Word("quant_method"),
            BringsCode = root.Part("auto_map") is not null,
            Fp8Cache = IsFp8(quantization),
            EmbeddingParameters = Embeddings(root, text),
            Multimodal = Senses.Any(root.Has),
            PredictionLayers = text.Whole("mtp_num_hidden_layers", "num_nextn_predict_layers") ?? 0
        }, text);
    }

    private static ConfigPart Text(ConfigPart root)
    {
        foreach (var name in Inside)
        {
            // thinker_config has a text_config of its own.
            if (root.Part(name) is { } part) return Text(part);
        }

        return root;
    }

    // As vLLM derives the longest context that it lets anybody ask for.
    private static int? MaxPositions(ConfigPart part)
    {
        var said = part.Whole("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length");
        var own = part.Whole("model_max_length");
        var scaled = Scaled(part, said);
        return new[] { said, own, scaled }.Where(tokens => tokens > 0).Max();
    }

    private static int? Scaled(ConfigPart part, int? said)
    {
        if ((part.Part("rope_scaling") ?? part.Part("rope_parameters")) is not { } rope) return null;
        // Their context is written as it is once it was stretched.
        if (part.Word("model_type")?.StartsWith("gemma3", StringComparison.Ordinal) == true) return null;
        if (rope.Number("factor") is not { } factor) return null;

        var start = rope.Word("rope_type", "type") switch
        {
            null or "su" or "longrope" or "llama3" => null,
            "yarn" => rope.Whole("original_max_position_embeddings"),
            _ => said
        };
        return start * factor is { } tokens and >= 1 and <= int.MaxValue ? (int)tokens : null;
    }

    private static bool IsFp8(ConfigPart? quantization) =>
        quantization?.Word("kv_cache_quant_algo") == "FP8"
        || quantization?.Part("kv_cache_scheme")?.Whole("num_bits") == 8;

    private static long Embeddings(ConfigPart root, ConfigPart text) =>
        (long)(text.Whole("vocab_size") ?? root.Whole("vocab_size") ?? 0) * (text.Whole("hidden_size", "n_embd") ?? 0)
        * ((root.Flag("tie_word_embeddings") ?? text.Flag("tie_word_embeddings")) == true ? 1 : 2);
}
