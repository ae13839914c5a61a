namespace SparkControl.ControlApi.Downloads;

/// <summary>The parsers of vLLM that a family of models needs.</summary>
/// <param name="Reasoning">Of its thoughts; null when it has none.</param>
/// <param name="Tools">Of its calls of tools; null when vLLM has none for it.</param>
internal sealed record ModelParsers(string? Reasoning, string? Tools)
{
    // docs.vllm.ai, "Tool calling" and "Reasoning outputs". The first that fits counts: a part of the name decides
    // where models of one architecture differ.
    private static readonly (string Architecture, string Name, ModelParsers Parsers)[] Known =
    [
        ("Qwen3", "coder", new(null, "qwen3_coder")),
        ("Qwen3", "instruct", new(null, "hermes")),
        ("Qwen3", "embedding", new(null, null)),
        ("Qwen3", "reranker", new(null, null)),
        ("Qwen3", "qwen3.", new("qwen3", "qwen3_xml")),
        ("Qwen3", "", new("qwen3", "hermes")),
        ("Qwen2", "qwq", new("deepseek_r1", "hermes")),
        ("Qwen2", "deepseek-r1", new("deepseek_r1", null)),
        ("Qwen2", "", new(null, "hermes")),
        ("Gemma4", "", new("gemma4", "gemma4")),
        ("GptOss", "", new("openai_gptoss", "openai")),
        ("Llama4", "", new(null, "llama4_pythonic")),
        ("Llama", "deepseek-r1", new("deepseek_r1", null)),
        ("Llama", "hermes", new(null, "hermes")),
        ("Llama", "llama-3", new(null, "llama3_json")),
        ("Mistral", "magistral", new("mistral", "mistral")),
        ("Mistral", "", new(null, "mistral")),
        ("Mixtral", "", new(null, "mistral")),
        ("DeepseekV3", "r1", new("deepseek_r1", "deepseek_v3")),
        ("DeepseekV3", "", new(null, "deepseek_v3")),
        ("Glm4Moe", "", new("glm45", "glm45")),
        ("MiniMaxM2", "", new("minimax_m2_append_think", "minimax_m2")),
        ("KimiK2", "", new(null, "kimi_k2")),
        ("Granite", "", new("granite", "granite")),
        ("Ernie4_5", "", new("ernie45", "ernie45"))
    ];

    /// <summary>The parsers of a model; null for a family that nobody here knows.</summary>
    /// <param name="architecture">The first of <c>architectures</c> in its <c>config.json</c>.</param>
    /// <param name="repo">Its repository.</param>
    public static ModelParsers? Of(string architecture, string repo) => Known
        .Where(family => architecture.StartsWith(family.Architecture, StringComparison.OrdinalIgnoreCase)
            && repo.Contains(family.Name, StringComparison.OrdinalIgnoreCase))
        .Select(family => family.Parsers)
        .FirstOrDefault();

    /// <summary>As <c>vllm serve</c> takes them.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. Reasoning is null ? Array.Empty<string>() : ["--reasoning-parser", Reasoning],
        .. Tools is null ? Array.Empty<string>() : ["--tool-call-parser", Tools, "--enable-auto-tool-choice"]
    ];
}
