using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Connectivity;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Events;
using SparkControl.ControlApi.Gateway;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Metrics;
using SparkControl.ControlApi.Notifications;
using SparkControl.ControlApi.Security;
using SparkControl.ControlApi.Services;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Setup;
using SparkControl.ControlApi.Status;
using SparkControl.ControlApi.Swaps;
using SparkControl.ControlApi.Updates;
using SparkControl.ControlApi.Uptime;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi;

/// <summary>The public face: the page, the API, and every change to the cluster.</summary>
public static class ControlApiApp
{
    /// <summary>The port where nothing else is set.</summary>
    public const int Port = 9999;

    // Settings and models are far below it; a route that takes recordings asks for more.
    private const long LongestBody = 1024 * 1024;

    /// <param name="args">The command line.</param>
    /// <param name="configure">Has the last word on the builder.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null) =>
        Build(args, demo: null, configure);

    internal static WebApplication Build(string[] args, DemoPair? demo, Action<WebApplicationBuilder>? configure)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseServiceUrls(Port, followsBindPort: true).AddServiceDefaults("control-api").AddSharedState();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = LongestBody);
        builder.Services.AddValidation();
        builder.Services.AddOpenApi(options => options.AddOperationTransformer(ProblemResponse.AddAsync));
        builder.AddSettings(demo);
        builder.AddCatalog(services => Known(
            services.GetRequiredService<StateMirror>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddCluster().AddSwaps().AddServices().AddJobs().AddUpdates().AddEvents().AddDiscovery();
        builder.AddGateway();
        builder.Services.AddConnectivity().AddUptime().AddNotifications();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.UseLanGuard();
        app.UseStaleHeader();
        app.MapOpenApi();
        app.MapSettings();
        app.MapSetup();
        app.MapTrust();
        app.MapCatalog();
        app.MapCommands();
        app.MapSwaps();
        app.MapServices();
        app.MapUpdates();
        app.MapEvents();
        app.MapStatus();
        app.MapDiscovery();
        app.MapMetrics();
        app.MapConnectivity();
        app.MapUptime();
        app.MapNotifications();
        app.MapGateway();
        app.MapStaticAssets();
        // The page's routes are behind a hash: any other path is a mistake, and says so.
        app.MapFallbackToFile("/", "index.html", new() { OnPrepareResponse = file => AskAgain(file.Context.Response) });
        return app;
    }

    private static ModelSources Known(StateMirror mirror, TimeProvider time) => new(
        mirror.Value(States.Disk), mirror.Value(States.Usual), Freshness.Service(mirror, "vllm", time.GetUtcNow()),
        mirror.Value(States.Good));

    // An old page would meet the new modules after an update.
    private static void AskAgain(HttpResponse response) => response.Headers.CacheControl = "no-cache";
}
