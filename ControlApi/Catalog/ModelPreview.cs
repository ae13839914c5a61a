using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What a model would be like with changes that nobody has saved.</summary>
internal static class ModelPreview
{
    /// <summary>The changes as they would be made; nothing is written.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="key">The model's key.</param>
    /// <param name="query">What is asked for, which has nothing wrong with it.</param>
    public static CatalogOutcome Of(CatalogStore catalog, string key, ModelQuery query)
    {
        var (own, settings) = (query.Own, query.Change);
        var files = (own is null ? 0 : UserFiles.Custom) | (settings is null ? 0 : UserFiles.Overrides);
        return catalog.Preview(files, draft => draft.Find(key) is null
            ? new CatalogOutcome.Unknown()
            : Then(
                own is null ? new CatalogOutcome.Saved(draft) : ModelChange.Edit(draft, key, own),
                changed => settings?.Apply(changed, key, revision: null) ?? new CatalogOutcome.Saved(changed)));
    }

    /// <summary>The model of an outcome that could be saved; null where there is none.</summary>
    public static CatalogModel? Model(CatalogOutcome outcome, string key) =>
        outcome is CatalogOutcome.Saved saved ? saved.After.Find(key) : null;

    private static CatalogOutcome Then(CatalogOutcome outcome, Func<CatalogDraft, CatalogOutcome> next) =>
        outcome is CatalogOutcome.Saved saved ? next(saved.After) : outcome;
}
