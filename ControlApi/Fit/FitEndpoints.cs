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

    /// <summary>Whether a model of the catalog fits, with its settings or with others.</summary>
    internal static Results<Ok<FitAnswer>, ProblemHttpResult> OfModel(
        string key, [AsParameters] FitQuery query, CatalogStore catalog, SettingsStore settings, FitDesk desk) =>
        catalog.Find(key) is { } model
            ? TypedResults.Ok(desk.Judge(model with { Settings = query.Over(model.Settings) }, settings.Current))
            : ModelProblems.Unknown(key);

    /// <summary>Whether a repository that is not in the catalog would fit.</summary>
    internal static Results<Ok<FitAnswer>, ProblemHttpResult> OfRepo(
        string repo, [AsParameters] FitQuery query, SettingsStore settings, FitDesk desk, string nodes = "solo")
    {
        if (ModelRules.Repo(repo) is { } problem) return ModelProblems.Invalid("bad_repo", "repo", problem);
        if (nodes is not ("solo" or "cluster"))
            return ModelProblems.Invalid("invalid", nameof(nodes), "It is solo or cluster.");

        var model = new CatalogModel
        {
            Key = "repo",
            Name = repo,
            Source = ModelSource.Custom,
            Repo = repo,
            Nodes = nodes == "solo" ? ModelNodes.Solo : ModelNodes.Cluster,
            Settings = query.Over(new()),
            BundledSettings = new()
        };
        return TypedResults.Ok(desk.Judge(model, settings.Current));
    }
}
