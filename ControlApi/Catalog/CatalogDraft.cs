using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// All that the catalog is made of, at one moment. A change gives another one, which is then written.
/// </summary>
internal sealed record CatalogDraft
{
    public const string CustomName = "models-custom.yaml", OverridesName = "models-overrides.yaml";

    public required CatalogFile Bundled { get; init; }

    /// <summary>The models that were ever bundled, as they were last; those of today are in it.</summary>
    public IReadOnlyList<CatalogModel> Former { get; init; } = [];

    /// <summary>The text of the user's models; null when there is no file.</summary>
    public string? CustomText { get; init; }

    public CatalogFile Custom { get; init; } = CatalogFile.Empty;

    /// <summary>The text of the user's settings; null when there is no file.</summary>
    public string? OverridesText { get; init; }

    public OverridesFile Overrides { get; init; } = OverridesFile.Empty;

    /// <summary>The key of the model that was loaded last; null when none was or nobody knows.</summary>
    public string? LastLoaded { get; init; }

    /// <summary>What users see of it.</summary>
    public CatalogState Catalog => CatalogMerge.Merge(this);

    /// <summary>A model by its key; null when there is none.</summary>
    public CatalogModel? Find(string key) => Catalog.Models.FirstOrDefault(model => model.Key == key);

    /// <summary>Whether a bundled model has the key.</summary>
    public bool IsBundled(string key) => Bundled.Models.Any(model => model.Key == key);

    /// <summary>Whether the user's models have an entry of this key, usable or not.</summary>
    public bool HasCustom(string key) => Has(CustomText, key);

    /// <summary>Whether the user's settings have an entry of this key, usable or not.</summary>
    public bool HasOverride(string key) => Has(OverridesText, key);

    /// <exception cref="Files.BadFileException">It cannot be read.</exception>
    public CatalogDraft WithCustom(string text) => text == (CustomText ?? "")
        ? this
        : this with { CustomText = text, Custom = CatalogFile.Read(text, CustomName, ModelSource.Custom) };

    /// <exception cref="Files.BadFileException">It cannot be read.</exception>
    public CatalogDraft WithOverrides(string text) => text == (OverridesText ?? "")
        ? this
        : this with { OverridesText = text, Overrides = OverridesFile.Read(text, OverridesName) };

    private static bool Has(string? text, string key) =>
        text is not null && CatalogFile.EntriesOf(text).Any(entry => entry.Key == key);
}
