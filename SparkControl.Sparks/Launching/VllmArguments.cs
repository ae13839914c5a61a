using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>The command line of <c>vllm serve</c> for a model of the catalog.</summary>
internal static class VllmArguments
{
    private static readonly string[] Parallelism =
        ["-tp", "--tensor-parallel-size", "-pp", "--pipeline-parallel-size", "-dp", "--data-parallel-size"];

    public static IReadOnlyList<string> For(CatalogModel model, int port)
    {
        var settings = model.Settings;
        List<string> words = ["vllm", "serve", model.Weights, "--port", Text(port), "--host", "0.0.0.0"];
        if (settings.GpuMemoryUtilization is { } part) words.AddRange(["--gpu-memory-utilization", Text(part)]);
        if (settings.MaxModelLen is { } length) words.AddRange(["--max-model-len", Text(length)]);
        if (settings.Fastsafetensors == true) words.AddRange(["--load-format", "fastsafetensors"]);
        // On is vLLM's own default, so off must be said.
        if (settings.PrefixCaching is { } caches)
            words.Add(caches ? "--enable-prefix-caching" : "--no-enable-prefix-caching");
        if (settings.Fp8KvCache == true) words.AddRange(["--kv-cache-dtype", "fp8"]);
        if (settings.MaxNumSeqs is { } sequences) words.AddRange(["--max-num-seqs", Text(sequences)]);
        if (model.Nodes == ModelNodes.Cluster && !SaysParallelism(model)) words.AddRange(["-tp", "2"]);

        words.AddRange(All(model).SelectMany(Split));
        return words;
    }

    /// <summary>The model's own words, the catalog's first.</summary>
    public static IEnumerable<string> All(CatalogModel model) => model.Args.Concat(model.Settings.ExtraArgs);

    /// <summary>Whether the model says itself over how many GPUs it goes.</summary>
    public static bool SaysParallelism(CatalogModel model) =>
        All(model).Any(word => Parallelism.Contains(word.Split('=')[0], StringComparer.Ordinal));

    /// <summary>
    /// The words by which the model says itself that one GPU is enough; null when it does not. The launcher multiplies
    /// the three, and takes no more nodes than that.
    /// </summary>
    public static string? OneGpu(CatalogModel model)
    {
        List<string> words = [.. All(model).SelectMany(word => word.Split('=', 2))];
        var said = words.Index().Where(w => Parallelism.Contains(w.Item, StringComparer.Ordinal)).ToList();
        bool IsOne((int Index, string Item) word) => words.ElementAtOrDefault(word.Index + 1) == "1";
        return said.Count > 0 && said.All(IsOne) ? string.Join(' ', said.Select(w => $"{w.Item} 1")) : null;
    }

    /// <summary>The launcher reads <c>-tp 2</c> to count nodes, and does not understand <c>-tp=2</c>.</summary>
    private static IEnumerable<string> Split(string word) =>
        word.Split('=') is [var name and ("-tp" or "-pp" or "-dp"), var value] ? [name, value] : [word];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
