using System.Text;
using System.Text.RegularExpressions;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// The user's part of the catalog as one document, to be taken to another panel: models under <c>custom:</c>, settings
/// under <c>overrides:</c>.
/// </summary>
internal sealed partial record ModelFile(IReadOnlyList<YamlEntry> Custom, IReadOnlyList<YamlEntry> Overrides)
{
    private const string CustomPart = "custom", OverridesPart = "overrides";

    private const string Header =
        "# Models and settings of SparkControl. POST /api/models/import takes them, on this panel or another.\n";

    /// <summary>
    /// All that is the user's, what is not known or not usable too; without comments, and without a token that a hand
    /// has written into it.
    /// </summary>
    public static ModelFile Of(CatalogDraft draft) => new(Entries(draft.CustomText), Entries(draft.OverridesText));

    /// <exception cref="BadFileException">It is no such document.</exception>
    public static ModelFile Read(string text)
    {
        // No more than what an export of both files can be.
        if (Encoding.UTF8.GetByteCount(text) > 2 * YamlReader.MaxBytes)
            throw new BadFileException(null, "It is larger than 512 KiB.");

        var root = YamlReader.ReadMap(text) ?? throw new BadFileException(null, "There is nothing in it.");
        if (root.Entries.FirstOrDefault(one => one.Key is not (CustomPart or OverridesPart)) is { } stray)
        {
            throw new BadFileException(
                stray.Line, $"“{stray.Key}” is not read here: models stand under “{CustomPart}:”, settings under "
                + $"“{OverridesPart}:”.");
        }

        return new(Part(root, CustomPart), Part(root, OverridesPart));
    }

    /// <summary>The document.</summary>
    public string Write() => Header + YamlLines.Join(
        [.. Lines(CustomPart, Custom), .. Lines(OverridesPart, Overrides)], "\n");

    /// <summary>
    /// The value as it can be written anywhere: line by line, and in quotes unless it is one bare word.
    /// </summary>
    public static YamlValue Writable(YamlValue value) => value switch
    {
        YamlText { IsNull: true } => YamlValue.Plain("null"),
        YamlText { IsPlain: true } text when !Bare().IsMatch(text.Text) => YamlValue.Quoted(text.Text),
        YamlList list => new YamlList([.. list.Items.Select(Writable)], 0, 0),
        YamlMap map => YamlValue.Map(map.Entries.Select(one => one with { Value = Writable(one.Value) })),
        _ => value
    };

    private static IEnumerable<string> Lines(string part, IReadOnlyList<YamlEntry> entries) =>
        YamlWrite.Lines(part, Writable(YamlValue.Map(entries)), indent: 0);

    private static IReadOnlyList<YamlEntry> Entries(string? text) =>
        [.. CatalogFile.EntriesOf(text ?? "").Select(entry => entry with { Value = Harmless(entry.Value) })];

    private static YamlValue Harmless(YamlValue value) => value switch
    {
        YamlMap map => map with
        {
            Entries =
            [
                .. map.Entries.Where(one => !ModelRules.IsToken(one.Key))
                    .Select(one => one with { Value = Harmless(one.Value) })
            ]
        },
        YamlList list => list with
        {
            Items = [.. list.Items.Where((_, at) => !IsOfToken(list.Items, at)).Select(Harmless)]
        },
        _ => value
    };

    // The option itself, or the word behind it.
    private static bool IsOfToken(IReadOnlyList<YamlValue> items, int at) => IsOption(items[at])
        || (at > 0 && IsOption(items[at - 1])
            && !Text(items[at - 1]).Contains('=') && !Text(items[at]).StartsWith('-'));

    private static bool IsOption(YamlValue item) => ModelRules.IsTokenOption(Text(item));

    private static string Text(YamlValue item) => (item as YamlText)?.Text ?? "";

    private static IReadOnlyList<YamlEntry> Part(YamlMap root, string name)
    {
        var entries = CatalogFile.EntriesOf(root, name);
        return entries.Count <= ModelRules.MostItems
            ? entries
            : throw new BadFileException(
                entries[0].Line, $"There are more than {ModelRules.MostItems} under “{name}:”.");
    }

    // Numbers and booleans are told from texts by having no quotes.
    [GeneratedRegex(@"^[A-Za-z0-9._+][A-Za-z0-9._+-]*\z")]
    private static partial Regex Bare();
}
