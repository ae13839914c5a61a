using SparkControl.ControlApi.Catalog;

namespace SparkControl.Tests.Unit.Catalog;

internal static class CatalogChanges
{
    /// <summary>A change of settings as a test writes it.</summary>
    public static Task<CatalogOutcome> ChangeAsync(
        this CatalogStore store, string key, string? revision, OverrideChange change, CancellationToken cancel) =>
        store.ChangeAsync(UserFiles.Overrides, draft => change.Apply(draft, key, revision), cancel);
}
