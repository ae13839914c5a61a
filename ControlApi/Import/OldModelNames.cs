namespace SparkControl.ControlApi.Import;

/// <summary>
/// What fields of the original's models may be called; which of the names it used is not known, so each has those that
/// are likely.
/// </summary>
internal static class OldModelNames
{
    public const string GpuPercent = "gpu_memory_percent", CacheType = "kv_cache_dtype";

    private static readonly Dictionary<string, string[]> Settings = new()
    {
        ["max_model_len"] =
        [
            "maxmodellen", "maxmodellength", "maxlen", "maxcontext", "maxcontextlength", "contextlength", "maxctx",
            "context"
        ],
        ["gpu_memory_utilization"] =
            ["gpumemoryutilization", "gpumemutilization", "gpumemutil", "gpuutil", "gpumemory", "gpumem"],
        [GpuPercent] = ["gpumemorypercent", "gpumemorypct", "gpumempercent", "gpumempct"],
        ["fastsafetensors"] = ["fastsafetensors", "usefastsafetensors", "enablefastsafetensors"],
        ["prefix_caching"] = ["prefixcaching", "enableprefixcaching", "prefixcache"],
        ["fp8_kv_cache"] = ["fp8kvcache", "fp8kv", "kvcachefp8", "enablefp8kvcache", "usefp8kvcache"],
        [CacheType] = ["kvcachedtype"],
        ["max_num_seqs"] = ["maxnumseqs"],
        ["extra_args"] = ["extraargs", "extravllmargs"]
    };

    private static readonly Dictionary<string, string[]> Model = new()
    {
        ["name"] = ["name", "displayname", "title", "label"],
        ["repo"] = ["repo", "repoid", "hfrepo", "huggingfacerepo"],
        ["local_path"] = ["localpath"],
        ["nodes"] = ["mode", "nodes", "topology"],
        ["args"] = ["args", "vllmargs"]
    };

    private static readonly HashSet<string> Wrappers =
        ["settings", "advanced", "overrides", "vllm", "params", "options"];

    private static readonly HashSet<string> Lists =
        ["models", "overrides", "modeloverrides", "modelsoverrides", "custom", "custommodels"];

    private static readonly Dictionary<string, string> SettingByName = ByName(Settings), ModelByName = ByName(Model);

    /// <summary>The setting that a name means; null for none.</summary>
    public static string? Setting(string name) => SettingByName.GetValueOrDefault(OldName.Plain(name));

    /// <summary>The field of a model that a name means; null for none.</summary>
    public static string? Field(string name) => ModelByName.GetValueOrDefault(OldName.Plain(name));

    /// <summary>Whether settings may stand under a name of their own within a model.</summary>
    public static bool IsWrapper(string name) => Wrappers.Contains(OldName.Plain(name));

    /// <summary>Whether models stand under this name.</summary>
    public static bool IsList(string name) => Lists.Contains(OldName.Plain(name));

    private static Dictionary<string, string> ByName(Dictionary<string, string[]> names) => names
        .SelectMany(one => one.Value.Select(written => (written, one.Key)))
        .ToDictionary(pair => pair.written, pair => pair.Key);
}
