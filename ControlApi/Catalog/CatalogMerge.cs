using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Lays the user's models and settings over the bundled ones.</summary>
internal static class CatalogMerge
{
    public static CatalogState Merge(CatalogDraft draft)
    {
        var (bundled, custom, overrides) = (draft.Bundled, draft.Custom, draft.Overrides);
        // An update may bring a model under a key that is the user's already: his stays his, with his settings.
        var (keys, mine) = (KeysOf(bundled), KeysOf(custom));
        var all = bundled.Models.Where(model => !mine.Contains(model.Key))
            .Concat(custom.Models.Select(model => model with { StandsIn = keys.Contains(model.Key) }))
            .Select(model => WithSettings(model, overrides)).ToList();
        // Of what was bundled once, those matter that somebody has used.
        var dropped = draft.Former.ExceptBy(all.Select(model => model.Key), model => model.Key)
            .Where(model => overrides.Settings.ContainsKey(model.Key) || model.Key == draft.LastLoaded)
            .Select(model => WithSettings(model, overrides)).ToList();

        return new(
            all,
            [
                .. custom.Skipped,
                .. overrides.Skipped,
                .. overrides.Settings.Keys.Except(all.Select(model => model.Key)).Select(key => new SkippedModel(
                    key, CatalogDraft.OverridesName, WhyUnused(key, dropped)))
            ])
        {
            Dropped = dropped,
            Warnings = Warnings(all, custom, overrides)
        };
    }

    private static HashSet<string> KeysOf(CatalogFile file) => [.. file.Models.Select(model => model.Key)];

    private static CatalogModel WithSettings(CatalogModel model, OverridesFile overrides) =>
        overrides.Settings.TryGetValue(model.Key, out var mine)
            ? model with { Settings = mine.Over(model.Settings) }
            : model;

    private static string WhyUnused(string key, IReadOnlyList<CatalogModel> dropped) =>
        dropped.Any(model => model.Key == key)
            ? "This model is not bundled any more. Its settings are kept, and are in force again once it is a model of "
                + "your own."
            : "No model has this key now. Its settings are kept.";

    private static Dictionary<string, IReadOnlyList<string>> Warnings(
        IReadOnlyList<CatalogModel> models, CatalogFile custom, OverridesFile overrides) =>
        models.Select(model => KeyValuePair.Create<string, IReadOnlyList<string>>(
            model.Key,
            [
                .. ModelWarnings.Of(model),
                .. model.Source == ModelSource.Custom ? custom.Unknown.GetValueOrDefault(model.Key) ?? [] : [],
                .. overrides.Unknown.GetValueOrDefault(model.Key) ?? []
            ])).Where(told => told.Value.Count > 0).ToDictionary();
}
