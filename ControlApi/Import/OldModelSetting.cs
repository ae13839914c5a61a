using System.Globalization;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Import;

/// <summary>One advanced setting as this panel writes it, or why it cannot be taken.</summary>
internal readonly record struct OldModelSetting(string Name, YamlValue? Value, string? Problem)
{
    /// <param name="name">As <see cref="OldModelNames.Setting"/> gives it.</param>
    /// <param name="value">As the original wrote it, in quotes or not.</param>
    public static OldModelSetting Read(string name, YamlValue value) => name == "extra_args"
        ? Arguments(name, value)
        : value is YamlText text ? Scalar(name, text.Text.Trim()) : new(name, null, "It is one value.");

    /// <summary>A list of arguments; one text is parted where nothing in it can mean anything else.</summary>
    public static OldModelSetting Arguments(string name, YamlValue value) => value switch
    {
        YamlList list when list.Items.All(item => item is YamlText { IsNull: false }) =>
            new(name, YamlValue.Quoted(list.Items.Cast<YamlText>().Select(item => item.Text)), null),
        YamlText text when text.Text.IndexOfAny(['"', '\'', '\\', '$', '`', '{']) < 0 =>
            new(name, YamlValue.Quoted(text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), null),
        _ => new(name, null, "It is no list of arguments that can be told apart for certain.")
    };

    private static OldModelSetting Scalar(string name, string text) => name switch
    {
        "max_model_len" => Rule(name, text, ModelRules.MaxModelLen),
        "max_num_seqs" => Rule(name, text, ModelRules.MaxNumSeqs),
        "gpu_memory_utilization" => Rule(name, text, ModelRules.GpuMemoryUtilization),
        OldModelNames.GpuPercent => Rule("gpu_memory_utilization", Share(text), ModelRules.GpuMemoryUtilization),
        OldModelNames.CacheType => text.ToLowerInvariant() switch
        {
            "fp8" => new("fp8_kv_cache", YamlValue.Plain("true"), null),
            "auto" => new("fp8_kv_cache", YamlValue.Plain("false"), null),
            _ => new(name, null, "SparkControl knows fp8 and auto.")
        },
        _ => Rule(name, Flag(text), ModelRules.Flag)
    };

    private static OldModelSetting Rule<T>(string name, string text, ScalarRule<T> rule) where T : struct =>
        rule.Read(text) is null ? new(name, null, $"It is {rule.Wanted}.") : new(name, YamlValue.Plain(text), null);

    private static string Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => "true",
        "false" or "no" or "off" => "false",
        var other => other
    };

    private static string Share(string text) =>
        decimal.TryParse(
            text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? (percent / 100).ToString("0.####", CultureInfo.InvariantCulture)
            : text;
}
