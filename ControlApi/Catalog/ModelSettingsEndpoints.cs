using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.ControlApi.Catalog;

internal static class ModelSettingsEndpoints
{
    public static void MapModelSettings(this RouteGroupBuilder models)
    {
        models.MapPut("/{key}/settings", PutAsync);
        models.MapDelete("/{key}/settings", DeleteAsync);
    }

    /// <summary>
    /// Change settings of a model: those given, the others stay. Null takes one back to the catalog's.
    /// </summary>
    internal static async Task<Results<Ok<ModelView>, ProblemHttpResult>> PutAsync(
        string key, ModelSettingsRequest request, CatalogStore catalog, ModelKnowledge known,
        CancellationToken cancel) =>
        // A share that is in force already was forced once.
        (request.GpuMemoryUtilization == catalog.Find(key)?.Settings.GpuMemoryUtilization ? request.Forced : request)
        .Refusal ?? await ChangeAsync(key, request.Revision, request.Change, catalog, known, cancel);

    /// <summary>Take every setting of a model back to the catalog's.</summary>
    internal static Task<Results<Ok<ModelView>, ProblemHttpResult>> DeleteAsync(
        string key, CatalogStore catalog, ModelKnowledge known, CancellationToken cancel, string? revision = null) =>
        ChangeAsync(key, revision, OverrideChange.Reset, catalog, known, cancel);

    private static async Task<Results<Ok<ModelView>, ProblemHttpResult>> ChangeAsync(
        string key, string? revision, OverrideChange change, CatalogStore catalog, ModelKnowledge known,
        CancellationToken cancel)
    {
        var outcome = await catalog.ChangeAsync(
            UserFiles.Overrides, draft => change.Apply(draft, key, revision), cancel);
        return ModelProblems.Of(outcome, key) is { } problem
            ? problem
            : TypedResults.Ok(ModelViews.Compose(outcome, key, known.Now()));
    }
}
