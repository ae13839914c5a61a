using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ServiceDefaults;

/// <summary>What every service has alike.</summary>
public static class ServiceDefaultsExtensions
{
    private const string Ready = "ready";
    private const string Live = "live";

    // A line for each request, probe and health check says nothing; the environment may ask for them again.
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Error",
        ["Logging:LogLevel:System.Net.Http"] = "Warning"
    };

    /// <summary>Clock, instance name, telemetry, JSON, problem details and health checks.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">Its name in telemetry and in Redis, for example <c>health-monitor</c>.</param>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder, string service)
    {
        var instance = InstanceName.For(service);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet });
        builder.AddTelemetry(instance);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(instance);
        builder.Services.ConfigureHttpJsonOptions(json => Wire.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        // Before the framework's own, which takes whatever is left.
        builder.Services.AddSingleton<IProblemDetailsWriter, OpenAiErrorWriter>();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddExceptionHandler<FailureHandler>();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
        return builder;
    }

    /// <summary>
    /// The connection to Redis, the mirror of all state, the store that writes it, and this process's sign of life.
    /// </summary>
    /// <remarks>
    /// Read from <c>ConnectionStrings:redis</c> and <c>Cluster</c>. Nothing waits for Redis: it may come later.
    /// </remarks>
    public static IHostApplicationBuilder AddSharedState(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => Link(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton(services => Leases(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<StateStore>();
        builder.Services.AddSingleton<StateMirror>()
            .AddHostedService(services => services.GetRequiredService<StateMirror>());
        builder.Services.AddHostedService<SignOfLife>();
        builder.Services.AddHealthChecks().AddCheck<RedisCheck>("redis", tags: [Ready]);
        return builder;
    }

    /// <summary>Takes the service's address from its environment, see <see cref="ListenUrls"/>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="defaultPort">Its port where nothing is set.</param>
    /// <param name="followsBindPort">Whether <c>BIND_PORT</c> is meant for it.</param>
    public static WebApplicationBuilder UseServiceUrls(
        this WebApplicationBuilder builder, int defaultPort, bool followsBindPort = false)
    {
        var settings = builder.Configuration;
        builder.WebHost.UseUrls(ListenUrls.Choose(
            defaultPort, followsBindPort ? settings["BIND_PORT"] : null, settings["urls"], settings["http_ports"]));
        return builder;
    }

    /// <summary>
    /// <c>/healthz</c>, <c>/alive</c> and <c>/metrics</c> in every environment, and what turns failures into problem
    /// details. Call it before other middleware.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => true });
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) });
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static LeaseTimes Leases(IConfiguration settings) =>
        settings.GetSection(LeaseTimes.Section).Get<LeaseTimes>() is not { } times ? new()
        : times.AreSound ? times
        : throw new InvalidOperationException("Leases: twice Renews must be less than Acts, and Acts less than Lives.");

    private static RedisLink Link(IConfiguration settings)
    {
        var connection = settings.GetConnectionString("redis");
        var cluster = settings["Cluster"];
        return RedisLink.Open(
            string.IsNullOrWhiteSpace(connection) ? "127.0.0.1:6379" : connection,
            string.IsNullOrWhiteSpace(cluster) ? "default" : cluster);
    }
}
