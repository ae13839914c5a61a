using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ServiceDefaults;

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
        request.Refusal
            ?? Answer(key, await catalog.ChangeAsync(key, request.Revision, request.Change, cancel), catalog, known);

    /// <summary>Take every setting of a model back to the catalog's.</summary>
    internal static async Task<Results<Ok<ModelView>, ProblemHttpResult>> DeleteAsync(
        string key, CatalogStore catalog, ModelKnowledge known, CancellationToken cancel, string? revision = null) =>
        Answer(key, await catalog.ChangeAsync(key, revision, OverrideChange.Reset, cancel), catalog, known);

    private static Results<Ok<ModelView>, ProblemHttpResult> Answer(
        string key, OverrideOutcome outcome, CatalogStore catalog, ModelKnowledge known) => outcome switch
        {
            OverrideOutcome.Saved saved =>
                TypedResults.Ok(ModelViews.Compose(catalog.Current, saved.Model, known.Now())),
            OverrideOutcome.Conflicting no => Problems.Problem(no.Code, no.Status, no.Title, no.Detail),
            _ => ModelProblems.Unknown(key)
        };
}
