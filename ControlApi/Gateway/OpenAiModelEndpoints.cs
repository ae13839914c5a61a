using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Gateway;

internal static class OpenAiModelEndpoints
{
    public static IEndpointRouteBuilder MapOpenAiModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/models").WithTags("OpenAI").AnswerLikeOpenAi();
        models.MapGet("/", All);
        // Names of models have slashes in them.
        models.MapGet("/{**id}", One);
        return routes;
    }

    /// <summary>
    /// The models that answer now: the loaded language model, that of transcription, and that of speech with its
    /// voices. Asks nobody.
    /// </summary>
    /// <remarks>OpenAI's list, with <c>kind</c>, <c>max_model_len</c> and <c>voices</c> as additions.</remarks>
    internal static Ok<OpenAiModelList> All(StateMirror mirror, SettingsStore settings, TimeProvider time) =>
        TypedResults.Ok(new OpenAiModelList(Now(mirror, settings, time)));

    /// <summary>One of them by its name.</summary>
    /// <remarks>404 in OpenAI's envelope.</remarks>
    internal static Results<Ok<OpenAiModel>, ProblemHttpResult> One(
        string id, StateMirror mirror, SettingsStore settings, TimeProvider time)
    {
        // Some clients encode the slash, and the framework leaves that as it is.
        var name = Uri.UnescapeDataString(id);
        return Now(mirror, settings, time).FirstOrDefault(model => model.Id == name) is { } found
            ? TypedResults.Ok(found)
            : Problems.Problem(
                "model_not_found", StatusCodes.Status404NotFound, $"No model “{name}” answers now",
                "GET /v1/models lists those that do.", new Dictionary<string, object?> { ["field"] = "model" });
    }

    private static IReadOnlyList<OpenAiModel> Now(StateMirror mirror, SettingsStore settings, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return OpenAiModels.Of(new EndpointsNow(
            settings.Current, mirror.Value(States.Swap), now, name => Freshness.Service(mirror, name, now)));
    }
}
