using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>The facts of a model from its repository's file list and configuration.</summary>
internal static class HubFiles
{
    /// <param name="config">The text of <c>config.json</c>; null when there is none.</param>
    /// <param name="files">Path and bytes of every file.</param>
    public static ModelFacts Facts(string? config, IEnumerable<KeyValuePair<string, long>> files)
    {
        var facts = config is null ? new() { Problem = "It has no config.json." } : ModelConfig.Read(config);
        return facts with { WeightBytes = WeightBytes([.. files]) };
    }

    // As vLLM loads them: safetensors before anything else, and not the second copy that some repositories have.
    private static long? WeightBytes(IReadOnlyList<KeyValuePair<string, long>> files)
    {
        var top = files.Where(file => !file.Key.Contains('/', StringComparison.Ordinal)).ToList();
        foreach (var ending in (string[])[".safetensors", ".bin", ".gguf"])
        {
            var weights = top.Where(file => file.Key.EndsWith(ending, StringComparison.Ordinal)).ToList();
            var parts = weights.Where(file => !file.Key.StartsWith("consolidated", StringComparison.Ordinal)).ToList();
            var sum = (parts.Count > 0 ? parts : weights).Sum(file => file.Value);
            if (sum > 0) return sum;
        }

        return null;
    }
}
