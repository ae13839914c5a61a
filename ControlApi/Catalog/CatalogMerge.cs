using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Lays the user's models and settings over the bundled ones.</summary>
internal static class CatalogMerge
{
    public static CatalogState Merge(CatalogFile bundled, CatalogFile custom, OverridesFile overrides)
    {
        var keys = bundled.Models.Select(model => model.Key).ToHashSet();
        var added = custom.Models.Where(model => !keys.Contains(model.Key)).ToList();
        var all = bundled.Models.Concat(added).ToList();

        return new(
            [.. all.Select(model => WithSettings(model, overrides))],
            [
                .. custom.Skipped,
                .. custom.Models.Where(model => keys.Contains(model.Key)).Select(model => new SkippedModel(
                    model.Key, "models-custom.yaml", "A bundled model has this key. Choose another one.")),
                .. overrides.Skipped,
                .. overrides.Settings.Keys.Except(all.Select(model => model.Key)).Select(key => new SkippedModel(
                    key, "models-overrides.yaml", "No model has this key now. Its settings are kept."))
            ]);
    }

    private static CatalogModel WithSettings(CatalogModel model, OverridesFile overrides) =>
        overrides.Settings.TryGetValue(model.Key, out var mine)
            ? model with { Settings = Over(model.Settings, mine) }
            : model;

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
}
