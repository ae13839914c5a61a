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

    /// <summary>Change settings of a model: those given, the others stay. Null takes one back to the catalog's.</summary>
    internal static async Task<Results<Ok<ModelView>, ProblemHttpResult>> PutAsync(
        string key, ModelSettingsRequest request, CatalogStore catalog, ModelKnowledge known,
        CancellationToken cancel) =>
        request.Refusal ?? Answer(key, await catalog.ChangeAsync(key, request.Change, cancel), known);

    /// <summary>Take every setting of a model back to the catalog's.</summary>
    internal static async Task<Results<Ok<ModelView>, ProblemHttpResult>> DeleteAsync(
        string key, CatalogStore catalog, ModelKnowledge known, CancellationToken cancel) =>
        Answer(key, await catalog.ChangeAsync(key, OverrideChange.Reset, cancel), known);

    private static Results<Ok<ModelView>, ProblemHttpResult> Answer(
        string key, OverrideOutcome outcome, ModelKnowledge known) => outcome switch
        {
            OverrideOutcome.Saved saved => TypedResults.Ok(ModelViews.Compose(saved.Model, known.Now())),
            OverrideOutcome.Conflicting no => Problems.Problem(no.Code, 409, no.Title, no.Detail),
            _ => ModelProblems.Unknown(key)
        };
}
