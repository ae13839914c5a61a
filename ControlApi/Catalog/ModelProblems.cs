using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Catalog;

/// <summary>The refusals that concern a model of the catalog.</summary>
internal static class ModelProblems
{
    public static ProblemHttpResult Unknown(string key) => Problems.Problem(
        "unknown_model", 404, $"There is no model {key}", "GET /api/models names the models of the catalog.");

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
