using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SparkControl.AudioProxy;
using SparkControl.ControlApi;
using SparkControl.HealthMonitor;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.ServiceDefaults;

/// <summary>What an orchestrator and Prometheus ask of each service as it is built for real.</summary>
public sealed class EveryServiceTests(RedisFixture server) : IClassFixture<RedisFixture>, IDisposable
{
    private readonly TempDirectory data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    [Theory]
    [InlineData("control-api")]
    [InlineData("audio-proxy")]
    [InlineData("health-monitor")]
    public async Task Each_service_lives_is_well_and_has_metrics_under_its_name(string name)
    {
        await using var service = Build(name);
        await service.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = new(service.Urls.First()) };

        Assert.Equal("Healthy", await http.GetStringAsync("/alive", Cancel));
        // Redis is connected behind its start.
        await Until.TrueAsync(async () => await http.GetStringAsync("/healthz", Cancel) == "Healthy", "it is well");
        var metrics = "";
        await Until.TrueAsync(
            async () => (metrics = await http.GetStringAsync("/metrics", Cancel))
                .Contains("http_server_request_duration_seconds_count{", StringComparison.Ordinal),
            "the requests before are counted");

        Assert.Contains($"service_name=\"{name}\"", metrics, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total", metrics, StringComparison.Ordinal);
    }

    private WebApplication Build(string name) => name switch
    {
        "control-api" => ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], Configure),
        "audio-proxy" => AudioProxyApp.Build([], Configure),
        _ => HealthMonitorApp.Build([], Configure)
    };

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["DATA_DIR"] = data.Path;
        builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
        builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
    }
}
