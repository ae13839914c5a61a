using Microsoft.AspNetCore.Connections;
using SparkControl.AudioProxy;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.ControlApi.Settings;
using SparkControl.HealthMonitor;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.Standalone;

/// <summary>
/// The three services. The page answers before Redis does; Redis, which belongs to the caller, is stopped after them.
/// </summary>
internal sealed partial class Panel : IAsyncDisposable
{
    // Of no use to anybody outside this process; any free port will do.
    private const string Inside = "http://127.0.0.1:0";

    private readonly EmbeddedRedis redis;
    private readonly WebApplication[] services;
    private readonly ILogger logger;

    public Panel(string[] args, string directory, EmbeddedRedis redis, DemoPair? demo)
    {
        this.redis = redis;
        var audio = $"http://127.0.0.1:{FreePort.Next()}";
        services =
        [
            ControlApiApp.Build(args, demo, builder => Configure(builder, Public(builder.Configuration))),
            AudioProxyApp.Build(args, builder => Configure(Quietly(builder), audio)),
            HealthMonitorApp.Build(args, builder => Configure(Quietly(builder), Inside))
        ];
        logger = services[0].Services.GetRequiredService<ILogger<Panel>>();

        void Configure(WebApplicationBuilder builder, string urls)
        {
            builder.Configuration["DATA_DIR"] = directory;
            builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
            builder.Configuration["AUDIO_PROXY_URLS"] = audio;
            builder.Configuration["Connectivity:Kept"] = $"{ConnectivityLog.KeptEmbedded}";
            builder.WebHost.UseUrls(urls);
            builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
            // What fails at the start is told once, and not by each host beside.
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        }
    }

    /// <summary>Runs until it is told to end or one of its parts has failed.</summary>
    /// <exception cref="CannotStartException">Something else listens on its port.</exception>
    public async Task<int> RunAsync(CancellationToken ending)
    {
        var lives = services
            .Select(service => service.Services.GetRequiredService<IHostApplicationLifetime>()).ToList();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            [ending, .. lives.Select(life => life.ApplicationStopping)]);
        try
        {
            await Task.WhenAll(services.Select(service => service.StartAsync(ending)));
            await redis.Started;
            await ForgetTheDeadAsync();
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new CannotStartException(
                $"{taken.Message} Stop what listens there, or set BIND_PORT to another port.");
        }
        catch (Exception failure) when (!ending.IsCancellationRequested)
        {
            Failed(failure);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // It was told to end before it had started.
        }

        return ending.IsCancellationRequested ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(services.Select(service => service.StopAsync()));
        foreach (var service in services) await service.DisposeAsync();
    }

    // Who reads where this process listens, a person or a program, is told of the page alone.
    private static WebApplicationBuilder Quietly(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        return builder;
    }

    private async Task ForgetTheDeadAsync()
    {
        var names = services[0].Services.GetRequiredService<RedisLink>().Keys;
        await using var link = await RedisLink.ConnectAsync(redis.ConnectionString, names.Cluster);
        try
        {
            var deleted = await StaleLeases.DeleteAsync(
                link, [.. services.Select(service => service.Services.GetRequiredService<InstanceName>().Id)]);
            if (deleted > 0) LeasesDeleted(deleted);
        }
        catch (Exception slow) when (slow is RedisException or TimeoutException)
        {
            // A machine that is this busy waits the ten seconds in which a lease ends by itself.
            LeasesNotLookedAt(slow.Message);
        }
    }

    private static string Public(ConfigurationManager settings) => ListenUrls.Choose(
        ControlApiApp.Port, settings["BIND_PORT"], settings["urls"], settings["http_ports"]);

    [LoggerMessage(LogLevel.Warning, "Leases of a process before were not looked at: {Reason}")]
    private partial void LeasesNotLookedAt(string reason);

    [LoggerMessage(LogLevel.Critical, "The panel ends: a part of it has failed")]
    private partial void Failed(Exception failure);

    [LoggerMessage(LogLevel.Information, "Leases left behind are gone: {Count}")]
    private partial void LeasesDeleted(int count);

    /// <summary>Leaves signals to the process, so that the services end in its order and Redis after them.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
    }
}
