using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Connectivity;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Disk;
using SparkControl.ControlApi.Downloads;
using SparkControl.ControlApi.Events;
using SparkControl.ControlApi.Fit;
using SparkControl.ControlApi.Gateway;
using SparkControl.ControlApi.Import;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Metrics;
using SparkControl.ControlApi.Notifications;
using SparkControl.ControlApi.Reservations;
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
        builder.AddCatalog(Known);
        builder.Services.AddFit().AddCluster().AddSwaps().AddReservations().AddServices().AddEvents().AddDiscovery();
        builder.Services.AddJobs().AddDownloads().AddDisk().AddUpdates().AddArguments();
        builder.AddGateway();
        builder.Services.AddConnectivity().AddUptime().AddNotifications().AddOldLog();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.UseLanGuard();
        app.UseStaleHeader();
        app.MapOpenApi();
        app.MapSettings();
        app.MapSetup();
        app.MapTrust();
        app.MapOldFiles();
        app.MapCatalog();
        app.MapCommands();
        app.MapFit();
        app.MapSwaps();
        app.MapReservations();
        app.MapServices();
        app.MapDownloads();
        app.MapDisk();
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

    private static ModelSources Known(IServiceProvider services)
    {
        var mirror = services.GetRequiredService<StateMirror>();
        var (desk, settings) = (services.GetRequiredService<FitDesk>(), services.GetRequiredService<SettingsStore>());
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        return new(
            mirror.Value(States.Disk), mirror.Value(States.Usual), Freshness.Service(mirror, "vllm", now),
            mirror.Value(States.Good))
        {
            // Before anything was read there is nothing to judge by.
            Fit = model => mirror.IsBlank ? null : desk.Judge(model, settings.Current),
            Facts = desk.FactsOf,
            Failed = model => BadLoadRules.Find(
                mirror.Value(States.Bad), model, mirror.Value(States.Launcher)?.HeadImage(settings.Current)) is { } bad
                    ? new(bad.At, bad.Title, bad.Swap)
                    : null
        };
    }

    // An old page would meet the new modules after an update.
    private static void AskAgain(HttpResponse response) => response.Headers.CacheControl = "no-cache";
}
