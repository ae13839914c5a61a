using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Import;

internal static class OldFilesEndpoints
{
    /// <summary>
    /// Takes over what an earlier program has left in the data directory, before the stores read it. Not in a demo,
    /// which drives its own pair.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="demo">The simulated pair; null for real ones.</param>
    public static IHostApplicationBuilder AddOldFiles(this IHostApplicationBuilder builder, DemoPair? demo)
    {
        builder.Services.AddSingleton(services => demo is null ? Import(builder.Configuration, services) : new());
        return builder;
    }

    /// <summary>Feeds the log that it had into ours.</summary>
    public static IServiceCollection AddOldLog(this IServiceCollection services) =>
        services.AddHostedService<OldLogFeed>();

    public static IEndpointRouteBuilder MapOldFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/import", Get).WithTags("Set-up");
        return routes;
    }

    private static ImportRecord Import(IConfiguration configuration, IServiceProvider services) => new Importer(
        services.GetRequiredService<DataDirectory>(),
        name => configuration[name],
        CatalogEndpoints.BundledPath,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<Importer>>()).RunAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>What was taken of the files of an earlier program, and what was kept and why.</summary>
    /// <remarks>
    /// <c>taken</c> is <c>[{file, what, count}]</c>, <c>kept</c>, which stays in the file as it was, <c>[{file, what,
    /// why}]</c>. 404 <c>nothing_imported</c>.
    /// </remarks>
    internal static Results<Ok<OldFilesReport>, ProblemHttpResult> Get(ImportRecord record) =>
        record.Report is { } report
            ? TypedResults.Ok(report)
            : Problems.Problem(
                "nothing_imported", 404, "Nothing was imported",
                "There were no files of an earlier version in the data directory.");
}
