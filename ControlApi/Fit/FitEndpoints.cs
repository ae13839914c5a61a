using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
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
    internal static Results<Ok<FitAnswer>, ProblemHttpResult> OfModel(
        string key, [AsParameters] ModelQuery query, CatalogStore catalog, SettingsStore settings, FitDesk desk)
    {
        if (query.Refusal is { } refusal) return refusal;

        var outcome = ModelPreview.Of(catalog, key, query);
        return ModelPreview.Model(outcome, key) is { } model
            ? TypedResults.Ok(desk.Judge(model, settings.Current))
            : ModelProblems.Of(outcome, key)!;
    }

    /// <summary>Whether a repository that is not in the catalog would fit.</summary>
    internal static Results<Ok<FitAnswer>, ProblemHttpResult> OfRepo(
        string repo, [AsParameters] ModelQuery query, SettingsStore settings, FitDesk desk)
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
        return TypedResults.Ok(desk.Judge(model, settings.Current));
    }
}
