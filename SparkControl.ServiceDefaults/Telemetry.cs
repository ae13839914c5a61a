using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SparkControl.ServiceDefaults;

/// <summary>Metrics for Prometheus everywhere; traces, metrics and logs over OTLP where a receiver is set.</summary>
internal static class Telemetry
{
    /// <summary>The names of our own meters and activity sources begin with this.</summary>
    private const string Ours = "SparkControl.*";

    // Of one metric. Room for all of them is taken at once: the 2,000 of the default were 20 MB in Standalone.
    private const int MostSeries = 500;

    // The standard variables: one receiver for all, or one for each kind.
    private static readonly string[] Receivers =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder, InstanceName instance)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            // Whoever starts this process and knows it by names of his own finds it under them: the later ones count.
            .ConfigureResource(resource => resource
                .AddService(instance.Service, serviceInstanceId: instance.Id)
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(Ours)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddView(_ => new() { CardinalityLimit = MostSeries })
                .AddPrometheusExporter());

        if (Receivers.All(name => string.IsNullOrWhiteSpace(builder.Configuration[name]))) return;

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });
        telemetry
            .WithTracing(traces => traces
                .AddSource(Ours)
                .AddAspNetCoreInstrumentation(options => options.Filter = request => !IsForMachines(request.Request.Path))
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }

    private static bool IsForMachines(PathString path) =>
        path.StartsWithSegments("/healthz") || path.StartsWithSegments("/alive") || path.StartsWithSegments("/metrics");
}
