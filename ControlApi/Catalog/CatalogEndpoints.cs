using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Import;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Catalog;

internal static class CatalogEndpoints
{
    private const string Bundled = "models.yaml";

    /// <summary>Where the models are that come with the panel.</summary>
    public static string BundledPath => Path.Combine(AppContext.BaseDirectory, Bundled);

    /// <summary>Reads the catalog and follows its files. Needs what AddSettings adds.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="known">What is known beside the catalog, from memory.</param>
    public static IHostApplicationBuilder AddCatalog(
        this IHostApplicationBuilder builder, Func<IServiceProvider, ModelSources> known)
    {
        builder.Services.AddSingleton(services => new ModelKnowledge(() => known(services)));
        builder.Services.AddSingleton(services =>
        {
            // Its files are there only after this.
            services.GetRequiredService<ImportRecord>();
            return CatalogStore.Open(
                BundledPath,
                services.GetRequiredService<DataDirectory>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<CatalogStore>>(),
                LastLoaded(services.GetRequiredService<StateMirror>()));
        });
        builder.Services.AddHostedService<CatalogWatch>();
        return builder;
    }

    public static RouteGroupBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api/models").WithTags("Models");
        models.MapGet("/", List);
        models.MapImport();
        models.MapModel();
        models.MapModelSettings();
        return models;
    }

    /// <summary>Every model, with what is on disk, what is loaded and how long it takes.</summary>
    /// <remarks>
    /// Each with settings, the catalog's own (<c>bundled_settings</c>), whether it fits, <c>warnings</c>, as sentences,
    /// <c>stands_in</c> when it is one of your own under the key of a bundled one, and <c>failed_load {at, title,
    /// swap}</c> while it would be loaded as it failed last.
    /// </remarks>
    internal static Ok<IReadOnlyList<ModelView>> List(CatalogStore catalog, ModelKnowledge known) =>
        TypedResults.Ok(ModelViews.Compose(catalog.Current, known.Now()));

    private static Func<string?> LastLoaded(StateMirror mirror) => () => mirror.Value(States.Good)?.Model;
}
