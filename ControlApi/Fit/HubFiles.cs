using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>The facts of a model from the files that it has, on the Hub or on a disk, and its configuration.</summary>
internal static partial class HubFiles
{
    // What a training leaves beside torch's weights.
    private static readonly string[] Others = ["training_args", "optimizer", "scheduler", "rng_state"];

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
        return Positive(Loaded(top, ".safetensors")) ?? Positive(Loaded(top, ".bin")) ?? Largest(top);
    }

    private static long Loaded(List<KeyValuePair<string, long>> top, string ending)
    {
        var weights = top
            .Where(file => file.Key.EndsWith(ending, StringComparison.Ordinal) && !IsOther(file.Key)).ToList();
        var parts = weights.Where(file => !file.Key.StartsWith("consolidated", StringComparison.Ordinal)).ToList();
        return (parts.Count > 0 ? parts : weights).Sum(file => file.Value);
    }

    // Each GGUF is a whole model of its own, in one file or in several: which one is loaded is not known here.
    private static long? Largest(List<KeyValuePair<string, long>> top) => Positive(top
        .Where(file => file.Key.EndsWith(".gguf", StringComparison.Ordinal))
        .GroupBy(file => Part().Replace(file.Key, ""))
        .Select(model => model.Sum(file => file.Value))
        .DefaultIfEmpty().Max());

    private static bool IsOther(string file) =>
        Others.Any(name => file.StartsWith(name, StringComparison.Ordinal));

    private static long? Positive(long bytes) => bytes > 0 ? bytes : null;

    [GeneratedRegex(@"-\d{5}-of-\d{5}(?=\.gguf\z)")]
    private static partial Regex Part();
}
