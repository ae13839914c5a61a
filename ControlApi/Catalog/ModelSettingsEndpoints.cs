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
    /// <remarks>
    /// No <c>extra_args</c> (<c>[]</c>) take the catalog's away. 400 <c>invalid</c>; 404 <c>unknown_model</c>; 409
    /// <c>memory_share</c> for a new share above 0.90 without <c>force</c>, <c>moved</c> when the model is another than
    /// that of <c>revision</c>, <c>unreadable</c>; <c>not_written</c> as
    /// 503, 507 where the disk is full, or 409 where no line of the file can be changed.
    /// </remarks>
    internal static async Task<Results<Ok<ModelView>, ProblemHttpResult>> PutAsync(
        string key, ModelSettingsRequest request, CatalogStore catalog, ModelKnowledge known,
        CancellationToken cancel) =>
        // A share that is in force already was forced once.
        (request.GpuMemoryUtilization == catalog.Find(key)?.Settings.GpuMemoryUtilization ? request.Forced : request)
        .Refusal ?? await ChangeAsync(key, request.Revision, request.Change, catalog, known, cancel);

    /// <summary>Take every setting of a model back to the catalog's.</summary>
    /// <remarks>404 and 409 as for a change.</remarks>
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
