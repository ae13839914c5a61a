using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Settings;

/// <summary>What a client hears of a change of settings.</summary>
internal static class SettingsAnswer
{
    public static Results<Ok<SettingsView>, ValidationProblem, ProblemHttpResult> Of(SettingsOutcome outcome) =>
        outcome switch
        {
            SettingsOutcome.Saved saved => TypedResults.Ok(saved.View),
            SettingsOutcome.Refused refused => Invalid(refused.Errors),
            SettingsOutcome.Conflicting no => Problems.Problem(no.Code, no.Status, no.Title, no.Detail),
            _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no answer.")
        };

    public static ValidationProblem Invalid(IReadOnlyDictionary<string, string[]> errors)
    {
        var sentences = string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value[0]}"));
        return TypedResults.ValidationProblem(
            errors,
            $"Nothing was changed. {sentences}",
            title: errors.Count == 1 ? "One value is not good" : $"{errors.Count} values are not good",
            extensions: [new("code", "invalid")]);
    }
}
