using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Fields that are not used: this version does not know them, or their values are not as they must be. Another version
/// has written them, or a hand has slipped. They stay in the file and the rest is used.
/// </summary>
internal sealed class StrayFields
{
    private readonly List<BadFileException> _fields = [];

    public bool IsEmpty => _fields.Count == 0;

    /// <summary>The first whose value is not as it must be; null when there is none.</summary>
    public BadFileException? Broken { get; private set; }

    /// <summary>Adds a field that is not known.</summary>
    public void Add(YamlEntry field) => _fields.Add(new(field.Line, Unknown(field.Key)));

    /// <summary>Adds a field whose value is not as it must be.</summary>
    public void Add(BadFileException broken)
    {
        _fields.Add(broken);
        Broken ??= broken;
    }

    /// <summary>A sentence for each.</summary>
    public IReadOnlyList<string> Tell(string file) =>
        [.. _fields.Select(field => $"{file}, line {field.Line}: {field.Message} It is kept and not used.")];

    /// <summary>Says that a name is not known.</summary>
    public static string Unknown(string name) => $"“{name}” is not known to this version.";
}
