using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Import;

/// <summary>
/// Finds models and their settings in the original's <c>models-overrides.yaml</c>, which had the user's models in it
/// too.
/// </summary>
/// <param name="file">The file's name.</param>
/// <param name="isBundled">Whether a model of this key comes with the panel.</param>
/// <param name="list">Takes what is left where it is.</param>
internal sealed class OldModels(string file, Func<string, bool> isBundled, ImportList list)
{
    private const string IsUnknown = "SparkControl does not know this field.";
    private const string IsBundled = "This model comes with SparkControl, which says that itself.";

    private readonly List<YamlEntry> _custom = [], _overrides = [];

    /// <summary>Whether this is the original's file, and not one that this panel can read as it is.</summary>
    public static bool IsOld(YamlMap root) => root.Entries.Any(entry => entry switch
    {
        { Key: "models", Value: YamlMap models } => models.Entries.Any(model => model.Value is YamlMap fields
            && fields.Entries.Any(field => field.Key != "settings" && Means(field.Key))),
        { Key: "models", Value: YamlText { IsNull: true } } => false,
        _ => true
    });

    /// <summary>Models and settings as this panel writes them.</summary>
    public ModelFile Read(YamlMap root)
    {
        var isNested = root.Entries.Any(entry => OldModelNames.IsList(entry.Key) && entry.Value is YamlMap or YamlList);
        foreach (var entry in root.Entries)
        {
            if (!isNested) ReadModel(entry);
            else if (!OldModelNames.IsList(entry.Key)) list.Keep(file, entry.Key, IsUnknown);
            else foreach (var model in Models(entry)) ReadModel(model);
        }

        return new(_custom, _overrides);
    }

    private IEnumerable<YamlEntry> Models(YamlEntry entry) => entry.Value switch
    {
        YamlMap map => map.Entries,
        YamlList items => items.Items.Select(item => Keyed(entry.Key, item)).OfType<YamlEntry>(),
        _ => []
    };

    // An item of a list, under the key that it names.
    private YamlEntry? Keyed(string name, YamlValue item)
    {
        var key = item is YamlMap fields ? fields.Find("key") ?? fields.Find("id") : null;
        if (key?.Value is YamlText text)
        {
            var others = ((YamlMap)item).Entries.Where(one => one != key);
            return new(text.Text, item.Line, YamlValue.Map(others));
        }

        list.Keep(file, $"an entry of {name}", "It has no key.");
        return null;
    }

    private void ReadModel(YamlEntry entry)
    {
        if (entry.Value is YamlText { IsNull: true }) return;
        if (entry.Value is not YamlMap map)
        {
            list.Keep(file, entry.Key, "A model has lines of the form “name: value”.");
            return;
        }

        Dictionary<string, YamlValue> settings = [], model = [];
        foreach (var field in map.Entries) ReadField(entry.Key, field, settings, model);
        var isOwn = (model.ContainsKey("repo") || model.ContainsKey("local_path")) && !isBundled(entry.Key);
        if (!isOwn) KeepModel(entry.Key, model.Keys);
        if (isOwn && settings.Count > 0) model["settings"] = Map(settings);
        if (isOwn) _custom.Add(entry with { Value = Map(model) });
        else if (settings.Count > 0) _overrides.Add(entry with { Value = Map(new() { ["settings"] = Map(settings) }) });
    }

    private void ReadField(
        string key, YamlEntry field, Dictionary<string, YamlValue> settings, Dictionary<string, YamlValue> model)
    {
        if (field.Value is YamlText { IsNull: true } or YamlText { Text: "" }) return;
        if (field.Value is YamlMap inner && OldModelNames.IsWrapper(field.Key))
        {
            foreach (var one in inner.Entries) ReadField(key, one, settings, model);
            return;
        }

        var read = OldModelNames.Setting(field.Key) is { } setting ? OldModelSetting.Read(setting, field.Value)
            : OldModelNames.Field(field.Key) is { } name ? Field(name, field.Value)
            : new(field.Key, null, IsUnknown);
        var into = OldModelNames.Setting(field.Key) is null ? model : settings;
        if (read.Problem is { } problem) list.Keep(file, $"{field.Key} of {key}", problem);
        else if (!into.TryAdd(read.Name, read.Value!)) list.Keep(file, $"{field.Key} of {key}", "It is there twice.");
    }

    private void KeepModel(string key, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            list.Keep(file, $"{field} of {key}", isBundled(key) ? IsBundled : "Its model has no repo.");
        }
    }

    private static OldModelSetting Field(string name, YamlValue value) => name == "args"
        ? OldModelSetting.Arguments(name, value)
        : value is YamlText text ? new(name, Text(name, text.Text.Trim()), null) : new(name, null, "It is one text.");

    private static YamlValue Text(string name, string text) =>
        name == "nodes" ? YamlValue.Plain(text.ToLowerInvariant()) : YamlValue.Quoted(text);

    private static bool Means(string field) => OldModelNames.IsWrapper(field)
        || OldModelNames.Setting(field) is not null || OldModelNames.Field(field) is not null;

    private static YamlMap Map(Dictionary<string, YamlValue> fields) =>
        YamlValue.Map(fields.Select(one => new YamlEntry(one.Key, 0, one.Value)));
}
