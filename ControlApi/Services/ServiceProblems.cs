using SparkControl.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Settings;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Services;

/// <summary>The refusals of the services' routes, each with what to do.</summary>
internal static class ServiceProblems
{
    public static ProblemHttpResult Unknown(string name) => Problem(
        "unknown_service", 404, $"There is no service {name}", "GET /api/services names those that are watched.");

    public static ProblemHttpResult Busy(string name, string id) => Problem(
        "service_busy", 409, $"Something is being done to {name} already",
        $"Wait until it has ended: GET /api/services/{name} shows it.", With("id", id));

    public static ProblemHttpResult NotControllable(string name, string hindrance) => Problem(
        "not_controllable", 409, $"{name} can only be watched", hindrance);

    public static ProblemHttpResult ServesAlready(string model) => Problem(
        "serves_already", 409, "A model serves already",
        $"It is {model}. Restart loads it again; choose another one on the page.", With("model", model));

    public static ProblemHttpResult NotOfCatalog(string model) => Problem(
        "not_of_catalog", 409, "What serves now is no model of the catalog",
        $"It is {model}, which SparkControl has not loaded and cannot load again. Add it to the catalog, or stop it.",
        With("model", model));

    public static ProblemHttpResult NoModelYet() => Problem(
        "no_model_yet", 409, "No model was loaded yet", "Choose one: POST /api/swap with its key.");

    public static ProblemHttpResult BadTail(int longest) =>
        Invalid("A parameter of the request", "tail", $"It is a number of lines from 1 to {longest}.");

    public static ProblemHttpResult ReservedSource(string source) =>
        Invalid("A field of the request", "source", $"The panel alone calls itself {source}: give the app's own name.");

    public static ProblemHttpResult NoLog(string name, string why) =>
        Problem("no_log", 409, $"There is no log of {name} to read", why);

    public static ProblemHttpResult NodeSilent(string title, string reason) =>
        Problem("node_silent", 502, title, reason);

    public static ProblemHttpResult TooMany(string node, int most) => Problem(
        "too_many_readers", 503, "Too many logs are being read",
        $"{most} at once are read on {NodeNames.Of(node)}. Close one of them, then try again.");

    /// <summary>Why settings of a service were not changed.</summary>
    public static Results<Ok<ServiceView>, ValidationProblem, ProblemHttpResult> NotChanged(SettingsOutcome refusal) =>
        refusal switch
        {
            SettingsOutcome.Refused refused => SettingsAnswer.Invalid(refused.Errors),
            SettingsOutcome.Conflicting no => Problem(no.Code, no.Status, no.Title, no.Detail),
            _ => throw new InvalidOperationException($"{refusal.GetType().Name} is no refusal.")
        };

    private static ProblemHttpResult Invalid(string what, string field, string problem) => Problem(
        "invalid", 400, $"{what} is not valid", $"{field}: {problem}",
        With("errors", new Dictionary<string, string[]> { [field] = [problem] }));

    private static Dictionary<string, object?> With(string name, object? value) => new() { [name] = value };
}
