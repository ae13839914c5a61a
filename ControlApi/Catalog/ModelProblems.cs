using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Catalog;

/// <summary>The refusals that concern a model of the catalog.</summary>
internal static class ModelProblems
{
    public static ProblemHttpResult Unknown(string key) => Problems.Problem(
        "unknown_model", 404, $"There is no model {key}", "GET /api/models names the models of the catalog.");

    public static ProblemHttpResult MemoryShare() => Problems.Problem(
        "memory_share", 409, "Above 0.90 the Spark can run out of memory and stand still",
        "Take 0.90 or less, or send \"force\": true to take it all the same.",
        new Dictionary<string, object?> { ["field"] = "gpu_memory_utilization" });

    public static ProblemHttpResult Loaded(CatalogModel model) => Problems.Problem(
        "loaded", 409, $"{model.Name} is loaded", "Stop it or load another model first; then remove it.");

    public static ProblemHttpResult BeingLoaded(CatalogModel model, string swap) => Problems.Problem(
        "swap_runs", 409, $"{model.Name} is being loaded",
        $"Wait for the swap, or cancel it first: POST /api/swap/{swap}/cancel.",
        new Dictionary<string, object?> { ["id"] = swap });

    /// <summary>Why a change is not made; null when it is.</summary>
    public static ProblemHttpResult? Of(CatalogOutcome outcome, string key) => outcome switch
    {
        CatalogOutcome.Saved => null,
        CatalogOutcome.Invalid no => Invalid("invalid", no.Field, no.Sentence),
        CatalogOutcome.Conflicting no => Problems.Problem(no.Code, no.Status, no.Title, no.Detail),
        _ => Unknown(key)
    };

    /// <summary>Values that data annotations cannot judge.</summary>
    public static ProblemHttpResult Invalid(string code, string field, string sentence) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [sentence] })
        {
            Status = 400,
            Title = "A field of the request is not valid",
            Detail = $"{field}: {sentence}",
            Extensions = { ["code"] = code }
        });
}
