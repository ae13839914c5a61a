using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>The user's settings, by the key of the model. An entry that fails is skipped with its reason.</summary>
internal sealed record OverridesFile(
    IReadOnlyDictionary<string, ModelOverride> Settings, IReadOnlyList<SkippedModel> Skipped)
{
    public static OverridesFile Empty { get; } = new(new Dictionary<string, ModelOverride>(), []);

    /// <summary>By a model's key, what cannot be used, as sentences. The rest is used.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unknown { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads <c>models:</c> and, under each key, <c>settings:</c>.</summary>
    /// <exception cref="BadFileException">The file as a whole cannot be used.</exception>
    public static OverridesFile Read(string text, string file)
    {
        Dictionary<string, ModelOverride> settings = [];
        List<SkippedModel> skipped = [.. CatalogFile.StrayNames(text, file)];
        Dictionary<string, IReadOnlyList<string>> unknown = [];
        foreach (var entry in CatalogFile.EntriesOf(text))
        {
            try
            {
                var stray = new StrayFields();
                settings.Add(entry.Key, ModelEntry.ReadOverride(entry, stray));
                if (!stray.IsEmpty) unknown[entry.Key] = stray.Tell(file);
            }
            catch (BadFileException broken)
            {
                skipped.Add(CatalogFile.Skip(entry, file, broken));
            }
        }

        return new(settings, skipped) { Unknown = unknown };
    }
}
