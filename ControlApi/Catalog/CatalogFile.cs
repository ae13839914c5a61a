using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What a file of models says. An entry that fails is skipped with its reason; the rest is used.</summary>
internal sealed record CatalogFile(IReadOnlyList<CatalogModel> Models, IReadOnlyList<SkippedModel> Skipped)
{
    private const string Root = "models";

    public static CatalogFile Empty { get; } = new([], []);

    /// <summary>By a model's key, what of its settings this version does not know, as sentences.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unknown { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads <c>models:</c> and, under each key, an entry.</summary>
    /// <exception cref="BadFileException">The file as a whole cannot be used.</exception>
    public static CatalogFile Read(string text, string file, ModelSource source)
    {
        List<CatalogModel> models = [];
        List<SkippedModel> skipped = [.. StrayNames(text, file)];
        Dictionary<string, IReadOnlyList<string>> unknown = [];
        foreach (var entry in EntriesOf(text))
        {
            try
            {
                // What is bundled is of this version and must be whole.
                var stray = source == ModelSource.Bundled ? null : new StrayFields();
                models.Add(ModelEntry.Read(entry, source, stray));
                if (stray is { IsEmpty: false }) unknown[entry.Key] = stray.Tell(file);
            }
            catch (BadFileException broken)
            {
                skipped.Add(Skip(entry, file, broken));
            }
        }

        return new(models, skipped) { Unknown = unknown };
    }

    /// <summary>The entries under <c>models:</c>.</summary>
    public static IReadOnlyList<YamlEntry> EntriesOf(string text)
    {
        if (YamlReader.ReadMap(text) is not { } root) return [];
        // Without it, what stands there is most likely models whose “models:” was forgotten.
        if (root.Find(Root) is null && root.Entries is [var stray, ..])
        {
            throw new BadFileException(
                stray.Line, $"“{stray.Key}” is not read here: every model stands under “{Root}:”.");
        }

        return EntriesOf(root, Root);
    }

    /// <summary>The names beside <c>models:</c>, which are kept and not used.</summary>
    public static IEnumerable<SkippedModel> StrayNames(string text, string file) =>
        from entry in YamlReader.ReadMap(text)?.Entries ?? []
        where entry.Key != Root
        select new SkippedModel(
            entry.Key, file, $"Line {entry.Line}: {StrayFields.Unknown(entry.Key)} It is kept and not used.");

    /// <summary>The entries under a name.</summary>
    public static IReadOnlyList<YamlEntry> EntriesOf(YamlMap root, string name) => root.Find(name)?.Value switch
    {
        YamlMap models => models.Entries,
        YamlText { IsNull: true } or null => [],
        var other => throw new BadFileException(other.Line, $"Under “{name}:”, each model stands under its key.")
    };

    /// <summary>An entry that is not used, with the line that says why.</summary>
    public static SkippedModel Skip(YamlEntry entry, string file, BadFileException broken) =>
        new(entry.Key, file, $"Line {broken.Line ?? entry.Line}: {broken.Message}");
}
