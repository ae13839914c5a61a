using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Downloads;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Fit;

internal static class FitEndpoints
{
    /// <summary>What answers whether models fit.</summary>
    /// <param name="services">The services; the Hub among them.</param>
    public static IServiceCollection AddFit(this IServiceCollection services) => services
        .AddSingleton(s => new HubFacts(
            (repo, cancel) => HubAsk.FactsAsync(s.GetRequiredService<Hub>(), repo, cancel),
            s.GetRequiredService<TimeProvider>()))
        .AddSingleton<FitDesk>();

    public static IEndpointRouteBuilder MapFit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/models/{key}/fit", OfModel).NeedsState().WithTags("Models");
        routes.MapGet("/api/fit", OfRepo).NeedsState().WithTags("Models");
        return routes;
    }

    /// <summary>Whether a model of the catalog fits, as it is or as it would be.</summary>
    /// <remarks>
    /// Once what runs is stopped, from memory: no Spark is asked. Parameters as of its command. <c>verdict</c> is
    /// <c>fits</c>, <c>tight</c>, <c>does_not_fit</c> or <c>unknown</c>; <c>max_positions</c> is what the model itself
    /// can, <c>asked</c> that Hugging Face is being asked and an answer will come, <c>cache_bytes_per_token</c> what a
    /// further token takes on each Spark; <c>largest_max_model_len</c> and <c>smallest_gpu_memory_utilization</c> are
    /// null where neither helps. <c>unknown_options</c> are the arguments that the image's vLLM does not have, each with
    /// what may have been meant; null until that image was asked for its options. 400 <c>invalid</c>; 404
    /// <c>unknown_model</c>; 409 <c>bundled_model</c>, <c>unreadable</c>.
    /// </remarks>
    internal static Results<Ok<FitAnswer>, ProblemHttpResult> OfModel(
        string key, [AsParameters] ModelQuery query, CatalogStore catalog, SettingsStore settings, FitDesk desk,
        OptionsDesk options)
    {
        if (query.Refusal is { } refusal) return refusal;

        var outcome = ModelPreview.Of(catalog, key, query);
        return ModelPreview.Model(outcome, key) is { } model
            ? TypedResults.Ok(options.Add(desk.Judge(model, settings.Current), model, settings.Current))
            : ModelProblems.Of(outcome, key)!;
    }

    /// <summary>Whether a repository that is not in the catalog would fit.</summary>
    /// <remarks>
    /// As for a model of the catalog; <c>nodes</c> is solo without one. <c>unknown</c> until Hugging Face has been
    /// asked. 400 <c>invalid</c>, <c>bad_repo</c>.
    /// </remarks>
    internal static Results<Ok<FitAnswer>, ProblemHttpResult> OfRepo(
        string repo, [AsParameters] ModelQuery query, SettingsStore settings, FitDesk desk, OptionsDesk options)
    {
        if (ModelRules.Repo(repo) is { } problem) return ModelProblems.Invalid("bad_repo", "repo", problem);
        if (query.Refusal is { } refusal) return refusal;

        var model = new CatalogModel
        {
            Key = "repo",
            Name = repo,
            Source = ModelSource.Custom,
            Repo = repo,
            Nodes = query.AskedNodes ?? ModelNodes.Solo,
            Settings = query.Settings,
            BundledSettings = new(),
            Args = query.Args is null or [""] ? [] : query.Args
        };
        return TypedResults.Ok(options.Add(desk.Judge(model, settings.Current), model, settings.Current));
    }
}
