using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>A change of the user's settings of one model.</summary>
/// <param name="Fields">By the field's name, the value; null takes it back to the catalog's.</param>
internal sealed record OverrideChange(IReadOnlyDictionary<string, YamlValue?> Fields)
{
    private const string Header =
        "# Written by SparkControl: your settings for models. Your own lines and comments are kept.\n";

    /// <summary>Every field back to the catalog's.</summary>
    public static OverrideChange Reset { get; } = new(new Dictionary<string, YamlValue?>());

    /// <summary>What becomes of the files with it.</summary>
    /// <param name="draft">What they say.</param>
    /// <param name="key">The model's key.</param>
    /// <param name="revision">What the change was made on; null to change whatever is there.</param>
    /// <exception cref="BadFileException">It cannot be made in this text, or would not be in force.</exception>
    public CatalogOutcome Apply(CatalogDraft draft, string key, string? revision)
    {
        if (draft.Find(key) is not { } before) return new CatalogOutcome.Unknown();
        if (revision is not null && revision != ModelViews.Revision(before)) return CatalogOutcome.Conflicting.Moved;

        var after = draft.WithOverrides(Beside(before).ApplyTo(draft.OverridesText, key));
        if (this == Reset) return new CatalogOutcome.Saved(after);

        DemandUse(after, key);
        // What was wrong before is not this change's doing.
        return ArgumentRules.NewRefusal(before, after.Find(key)!) is { } sentence
            ? new CatalogOutcome.Invalid("extra_args", sentence)
            : new CatalogOutcome.Saved(after);
    }

    /// <summary>The text without an entry.</summary>
    public static string Without(string? text, string key) => Edit(text, [key], null);

    /// <summary>The text with a whole entry.</summary>
    public static string With(string? text, string key, YamlValue entry) => Edit(text, [key], entry);

    // No arguments where the catalog has none are the catalog's.
    private OverrideChange Beside(CatalogModel model) =>
        Fields.GetValueOrDefault("extra_args") is YamlList { Items.Count: 0 }
        && model.BundledSettings.ExtraArgs.Count == 0
            ? new(new Dictionary<string, YamlValue?>(Fields) { ["extra_args"] = null })
            : this;

    private string ApplyTo(string? text, string key) => this == Reset
        ? Edit(text, [key, "settings"], null)
        // What is set comes first, so that a mapping is not emptied and made again.
        : Fields.OrderBy(field => field.Value is null).Aggregate(
            text ?? "", (before, field) => Edit(before, [key, "settings", field.Key], field.Value));

    private static string Edit(string? text, IReadOnlyList<string> path, YamlValue? value) =>
        value is null && string.IsNullOrWhiteSpace(text)
            ? text ?? ""
            : YamlEdit.Set(text, ["models", .. path], value, Header);

    // An entry that is no mapping at all is skipped: the change would be written and do nothing.
    private static void DemandUse(CatalogDraft draft, string key)
    {
        if (draft.Overrides.Skipped.FirstOrDefault(skipped => skipped.Key == key) is { } skipped)
        {
            throw new BadFileException(null, $"The entry of {key} is not used. {skipped.Reason} Mend it first.");
        }
    }
}
