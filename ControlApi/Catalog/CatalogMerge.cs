using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Lays the user's models and settings over the bundled ones.</summary>
internal static class CatalogMerge
{
    /// <param name="bundled">What comes with the program.</param>
    /// <param name="custom">The user's models.</param>
    /// <param name="overrides">The user's settings for both.</param>
    /// <param name="former">The models that were bundled once.</param>
    public static CatalogState Merge(
        CatalogFile bundled, CatalogFile custom, OverridesFile overrides, IReadOnlyList<CatalogModel> former)
    {
        var keys = bundled.Models.Select(model => model.Key).ToHashSet();
        var added = custom.Models.Where(model => !keys.Contains(model.Key)).ToList();
        var all = bundled.Models.Concat(added).Select(model => WithSettings(model, overrides)).ToList();
        var dropped = Dropped(former, all, overrides);

        return new(
            all,
            [
                .. custom.Skipped,
                .. custom.Models.Where(model => keys.Contains(model.Key)).Select(model => new SkippedModel(
                    model.Key, CatalogDraft.CustomName, "A bundled model has this key. Choose another one.")),
                .. overrides.Skipped,
                .. overrides.Settings.Keys.Except(all.Select(model => model.Key)).Select(key => new SkippedModel(
                    key, CatalogDraft.OverridesName, WhyUnused(key, dropped)))
            ])
        {
            Dropped = dropped,
            Warnings = Warnings(all, custom, overrides)
        };
    }

    /// <summary>The user's settings where there are any, else those of the catalog.</summary>
    public static ModelSettings Over(ModelSettings catalog, ModelSettings mine) => new()
    {
        MaxModelLen = mine.MaxModelLen ?? catalog.MaxModelLen,
        GpuMemoryUtilization = mine.GpuMemoryUtilization ?? catalog.GpuMemoryUtilization,
        Fastsafetensors = mine.Fastsafetensors ?? catalog.Fastsafetensors,
        PrefixCaching = mine.PrefixCaching ?? catalog.PrefixCaching,
        Fp8KvCache = mine.Fp8KvCache ?? catalog.Fp8KvCache,
        MaxNumSeqs = mine.MaxNumSeqs ?? catalog.MaxNumSeqs,
        ExtraArgs = mine.ExtraArgs.Count > 0 ? mine.ExtraArgs : catalog.ExtraArgs
    };

    private static CatalogModel WithSettings(CatalogModel model, OverridesFile overrides) =>
        overrides.Settings.TryGetValue(model.Key, out var mine)
            ? model with { Settings = Over(model.Settings, mine) }
            : model;

    private static List<CatalogModel> Dropped(
        IReadOnlyList<CatalogModel> former, IReadOnlyList<CatalogModel> now, OverridesFile overrides) =>
    [
        .. former.ExceptBy(now.Select(model => model.Key), model => model.Key)
            .Select(model => WithSettings(model, overrides))
    ];

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
