using System.Globalization;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>A model as an entry of <c>models-custom.yaml</c>.</summary>
internal static class ModelYaml
{
    /// <summary>The fields of an entry, in the order in which they are written; null for what is not said.</summary>
    public static IReadOnlyList<KeyValuePair<string, YamlValue?>> Fields(CatalogModel model) =>
    [
        new("name", YamlValue.Quoted(model.Name)),
        new("repo", Text(model.Repo)),
        new("local_path", Text(model.LocalPath)),
        new("nodes", YamlValue.Plain(Wire.Word(model.Nodes))),
        new("settings", Map(Settings(model.BundledSettings))),
        new("args", Texts(model.Args)),
        new("mods", Texts(model.Mods)),
        new("env", Variables(model.Env))
    ];

    /// <summary>A text; null for none.</summary>
    public static YamlValue? Text(string? text) => string.IsNullOrEmpty(text) ? null : YamlValue.Quoted(text);

    /// <summary>A list; null for an empty one.</summary>
    public static YamlValue? Texts(IReadOnlyList<string>? texts) =>
        texts is null or { Count: 0 } ? null : YamlValue.Quoted(texts);

    /// <summary>Variables by their names; null for none.</summary>
    public static YamlValue? Variables(IReadOnlyDictionary<string, string>? variables) =>
        Map((variables ?? new Dictionary<string, string>()).Select(
            one => KeyValuePair.Create<string, YamlValue?>(one.Key, YamlValue.Quoted(one.Value))));

    /// <summary>A mapping of what is said; null when nothing is.</summary>
    public static YamlMap? Map(IEnumerable<KeyValuePair<string, YamlValue?>> fields)
    {
        YamlEntry[] said =
            [.. fields.Where(one => one.Value is not null).Select(one => new YamlEntry(one.Key, 0, one.Value!))];
        return said.Length == 0 ? null : YamlValue.Map(said);
    }

    private static IReadOnlyList<KeyValuePair<string, YamlValue?>> Settings(ModelSettings settings) =>
    [
        new("max_model_len", Number(settings.MaxModelLen)),
        new("gpu_memory_utilization", Number(settings.GpuMemoryUtilization)),
        new("fastsafetensors", Flag(settings.Fastsafetensors)),
        new("prefix_caching", Flag(settings.PrefixCaching)),
        new("fp8_kv_cache", Flag(settings.Fp8KvCache)),
        new("max_num_seqs", Number(settings.MaxNumSeqs)),
        new("extra_args", Texts(settings.ExtraArgs))
    ];

    private static YamlValue? Number(IFormattable? number) =>
        number is null ? null : YamlValue.Plain(number.ToString(null, CultureInfo.InvariantCulture));

    private static YamlValue? Flag(bool? flag) => flag is { } said ? YamlValue.Plain(said ? "true" : "false") : null;
}
