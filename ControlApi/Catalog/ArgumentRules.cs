using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Arguments of vLLM that a setting gives, or that would change what the panel relies on. Those of a file are used all
/// the same, with a warning.
/// </summary>
internal static class ArgumentRules
{
    // A shorter beginning may be that of many options.
    private const int ShortestBeginning = 8;

    private const string OnlyByPort = "SparkControl asks vLLM by HTTP on its port";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["--max-model-len"] = "max_model_len",
        ["--gpu-memory-utilization"] = "gpu_memory_utilization",
        ["--max-num-seqs"] = "max_num_seqs",
        ["--enable-prefix-caching"] = "prefix_caching",
        ["--no-enable-prefix-caching"] = "prefix_caching"
    };

    private static readonly Dictionary<string, string> ReliedOn = new()
    {
        ["--uds"] = $"would take the port away: {OnlyByPort}.",
        ["--ssl-keyfile"] = $"would make vLLM speak HTTPS: {OnlyByPort}.",
        ["--ssl-certfile"] = $"would make vLLM speak HTTPS: {OnlyByPort}.",
        ["--headless"] = $"would leave vLLM without an API: {OnlyByPort}.",
        ["--config"] = "would bring arguments that SparkControl cannot see: give them one by one.",
        ["--disable-log-stats"] = "would take the figures away by which SparkControl sees that the model answers.",
        ["--nnodes"] = "is given by the launcher, which knows the nodes.",
        ["--node-rank"] = "is given by the launcher, which knows the nodes.",
        ["--master-addr"] = "is given by the launcher, which knows the nodes.",
        ["--master-port"] = "is given by the launcher, which knows the nodes."
    };

    /// <summary>What is wrong with the arguments of a model, as sentences.</summary>
    public static IReadOnlyList<string> Refusals(CatalogModel model)
    {
        List<string> words = [.. model.Args, .. model.Settings.ExtraArgs];
        return
        [
            .. words.Select((word, at) => Refusal(word, words.ElementAtOrDefault(at + 1), model.Settings))
                .Append(ParallelRules.Refusal(words, model.Nodes)).OfType<string>().Distinct()
        ];
    }

    /// <summary>The first thing that a change makes wrong; null when nothing is that was not before.</summary>
    /// <param name="before">The model as it was; null for a new one.</param>
    /// <param name="after">As it would be.</param>
    public static string? NewRefusal(CatalogModel? before, CatalogModel after) =>
        Refusals(after).Except(before is null ? [] : Refusals(before)).FirstOrDefault();

    private static string? Refusal(string word, string? next, ModelSettings settings)
    {
        if (word is not ['-', '-', ..]) return null;

        var parts = word.Split('=', 2);
        var (option, value) = (parts[0].Replace('_', '-'), parts.ElementAtOrDefault(1) ?? next);
        return Meant(Settings, option) is { } setting ? $"{parts[0]} is the setting {setting}: give it there."
            : Meant(ReliedOn, option) is { } reason ? $"{parts[0]} {reason}"
            : Means("--kv-cache-dtype", option) ? Shared(parts[0], value, "fp8", "fp8_kv_cache", settings.Fp8KvCache)
            : Means("--load-format", option)
                ? Shared(parts[0], value, "fastsafetensors", "fastsafetensors", settings.Fastsafetensors)
            : null;
    }

    // The setting is one of the values that the option has: the others are the user's own while it is off.
    private static string? Shared(string option, string? value, string own, string setting, bool? isOn) =>
        value == own ? $"{option} {own} is the setting {setting}: switch it on there."
        : isOn == true ? $"{option} stands against the setting {setting}, which is on: switch it off first."
        : null;

    private static string? Meant(Dictionary<string, string> rules, string option) =>
        rules.FirstOrDefault(rule => Means(rule.Key, option)).Value;

    // argparse takes a beginning for the whole.
    private static bool Means(string whole, string option) =>
        option == whole || (option.Length >= ShortestBeginning && whole.StartsWith(option, StringComparison.Ordinal));
}
