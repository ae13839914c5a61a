using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Simulator.Vllm;

/// <summary>
/// What a repository's name says about the model: how big, in how many shards, of which architecture.
/// </summary>
internal sealed partial record ModelProfile(
    string Repo, double Parameters, double BytesPerParameter, string Architecture, bool IsEmbedding)
{
    public long WeightBytes => (long)(Parameters * 1e9 * BytesPerParameter);

    public int Shards => (int)Math.Max(1, Math.Ceiling(WeightBytes / 5e9));

    /// <summary>What one token keeps in the cache, at 16 bit.</summary>
    public double CacheBytesPerToken => IsEmbedding ? 20_000 : 98_800;

    public static ModelProfile Of(string repo)
    {
        var name = repo.Split('/')[^1];
        var match = Size().Match(name);
        var parameters = match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 8;
        return new(repo, parameters, BytesOf(name), ArchitectureOf(name),
            name.Contains("embed", StringComparison.OrdinalIgnoreCase) ||
            name.StartsWith("bge-", StringComparison.OrdinalIgnoreCase));
    }

    private static double BytesOf(string name) => name switch
    {
        _ when Has(name, "NVFP4") || Has(name, "AWQ") || Has(name, "INT4") || Has(name, "FP4") => 0.6,
        // Their experts are in MXFP4, and nothing else is.
        _ when Has(name, "gpt-oss") => 0.66,
        // A little less than a byte: 235B over two nodes barely loads or does not, and in a demo it shall.
        _ when Has(name, "FP8") || Has(name, "INT8") => 0.94,
        _ => 2.0
    };

    private static string ArchitectureOf(string name) => name switch
    {
        _ when Has(name, "VL") => "Qwen3VLMoeForConditionalGeneration",
        _ when Has(name, "gpt-oss") => "GptOssForCausalLM",
        _ when Has(name, "llama") => "LlamaForCausalLM",
        _ when Has(name, "gemma-3") => "Gemma3ForConditionalGeneration",
        _ when Has(name, "gemma") => "Gemma4ForConditionalGeneration",
        _ when Has(name, "qwen2") => "Qwen2ForCausalLM",
        _ when Has(name, "embed") => "Qwen3ForEmbedding",
        _ when Has(name, "mistral") => "MistralForCausalLM",
        _ => "Qwen3MoeForCausalLM"
    };

    private static bool Has(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"(?<![\w.])(\d+(?:\.\d+)?)B(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}
