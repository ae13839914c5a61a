using Microsoft.Extensions.Options;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;
using SparkControl.HealthMonitor.Incidents;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.HealthMonitor.Metrics;
using SparkControl.HealthMonitor.Probes;
using SparkControl.HealthMonitor.Sampling;
using SparkControl.HealthMonitor.Watchdog;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;

namespace SparkControl.HealthMonitor;

/// <summary>Looks at the services and the nodes, and says what it sees.</summary>
public static class HealthMonitorApp
{
    /// <summary>The port where nothing else is set.</summary>
    public const int Port = 9997;

    /// <param name="args">The command line.</param>
    /// <param name="configure">Has the last word on the builder.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseServiceUrls(Port).AddServiceDefaults("health-monitor").AddSharedState();
        builder.Services.AddLeadership().AddConnectivity().AddProbes().AddSampling().AddSingleton<HealthMetrics>();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<HealthMetrics>().Publish();
        app.MapDefaultEndpoints();
        return app;
    }

    private static IServiceCollection AddLeadership(this IServiceCollection services) => services
        .AddSingleton<HealthLeadership>()
        .AddHostedService(provider => provider.GetRequiredService<HealthLeadership>());

    private static IServiceCollection AddConnectivity(this IServiceCollection services)
    {
        services.AddOptions<ConnectivityOptions>().BindConfiguration(ConnectivityOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IncidentOptions>().BindConfiguration(IncidentOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => new ConnectivityLog(
                provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IOptions<ConnectivityOptions>>().Value.Kept))
            .AddSingleton<ReportNews>()
            .AddSingleton<SeenTime>()
            .AddSingleton<GoneServices>()
            .AddSingleton<UptimeStore>()
            .AddSingleton<IncidentStore>()
            .AddSingleton<LogStore>()
            .AddSingleton<ContainerLogStore>()
            .AddSingleton<EvidenceReader>()
            .AddSingleton<KnownIncidents>()
            .AddSingleton<NoticeList>()
            .AddHostedService<InboxWorker>()
            .AddHostedService<UptimeWorker>()
            .AddHostedService<IncidentWorker>()
            .AddHostedService<ContainerLogWorker>()
            .AddHostedService<JournalWorker>();
    }

    private static IServiceCollection AddProbes(this IServiceCollection services) => services
        .AddSingleton<ShedOrders>()
        .AddSingleton<ServiceLoopParts>()
        .AddHostedService<ServicesWorker>();

    private static IServiceCollection AddSampling(this IServiceCollection services) => services
        .AddSingleton<Func<SparkSettings, ISparkShell>>(provider => node => node.Local is null
            ? new SshShell(
                node, KeyPath.Of(provider.GetRequiredService<IConfiguration>()),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SshShell>>())
            : new LocalShell(node, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<NodeShells>()
        .AddHostedService<NodeWorker>();
}
