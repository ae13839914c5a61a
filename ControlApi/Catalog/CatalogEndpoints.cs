using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Catalog;

internal static class CatalogEndpoints
{
    private const string Bundled = "models.yaml";

    /// <summary>Reads the catalog and follows its files. Needs what AddSettings adds.</summary>
    public static IHostApplicationBuilder AddCatalog(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => CatalogStore.Open(
            Path.Combine(AppContext.BaseDirectory, Bundled),
            services.GetRequiredService<DataDirectory>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<CatalogStore>>()));
        builder.Services.AddHostedService<CatalogWatch>();
        return builder;
    }

    /// <summary>Maps the catalog.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="known">What is known beside the catalog, from memory.</param>
    public static RouteGroupBuilder MapCatalog(this IEndpointRouteBuilder routes, Func<ModelSources> known)
    {
        var models = routes.MapGroup("/api/models").WithTags("Models");
        models.MapGet("/", (CatalogStore catalog) => List(catalog, known));
        return models;
    }

    /// <summary>Every model, with what is on disk, what is loaded and how long it takes.</summary>
    private static Ok<IReadOnlyList<ModelView>> List(CatalogStore catalog, Func<ModelSources> known) =>
        TypedResults.Ok(ModelViews.Compose(catalog.Current, known()));
}

/// <summary>
/// Opens the catalog with the host, so that a broken bundled file ends the start, and follows the user's files.
/// </summary>
internal sealed class CatalogWatch(CatalogStore catalog) : IHostedService
{
    public Task StartAsync(CancellationToken cancel)
    {
        catalog.Watch();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
}
