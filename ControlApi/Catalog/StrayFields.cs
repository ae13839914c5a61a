using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Fields that this version does not know: another one has written them, or a hand has slipped. They stay in the file
/// and the rest is used.
/// </summary>
internal sealed class StrayFields
{
    private readonly List<YamlEntry> _fields = [];

    public IReadOnlyList<YamlEntry> Fields => _fields;

    public void Add(YamlEntry field) => _fields.Add(field);

    /// <summary>A sentence for each.</summary>
    public IReadOnlyList<string> Tell(string file) =>
    [
        .. _fields.Select(field =>
            $"{file}, line {field.Line}: “{field.Key}” is not known to this version. It is kept and not used.")
    ];
}
