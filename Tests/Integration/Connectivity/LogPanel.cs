using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>A ControlApi before its set-up, in a cluster of its own, and the Redis it shares.</summary>
internal sealed class LogPanel : IAsyncDisposable
{
    private readonly TempDirectory data = new();
    private WebApplication panel = null!;

    public HttpClient Http { get; private set; } = null!;

    public RedisLink Redis => panel.Services.GetRequiredService<RedisLink>();

    /// <summary>What is in the log, whoever leads.</summary>
    public ConnectivityLog Log => new(Redis, TimeProvider.System);

    public static async Task<LogPanel> StartAsync(IRedisServer server, params (string Name, string Value)[] settings)
    {
        var log = new LogPanel();
        log.panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = log.data.Path;
            builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
            builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
            foreach (var (name, value) in settings) builder.Configuration[name] = value;
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await log.panel.StartAsync();
        await log.panel.Services.GetRequiredService<StateMirror>().Loaded;
        log.Http = new() { BaseAddress = new(log.panel.Urls.Single()) };
        return log;
    }

    /// <summary>A service is well, as a monitor would tell it, and the panel has heard of it.</summary>
    public async Task SeenAsync(string service, string address)
    {
        var now = TimeProvider.System.GetUtcNow();
        var mirror = panel.Services.GetRequiredService<StateMirror>();
        await new StateStore(Redis, TimeProvider.System).WriteAsync(States.Service(service), new ServiceState
        {
            Name = service,
            Verdict = ServiceVerdict.Healthy,
            Since = now,
            LastGood = now,
            BaseUrl = address
        });
        await Until.TrueAsync(() => mirror.Value(States.Service(service)) is not null, "the panel has heard of it");
    }

    /// <summary>The lease of the one that writes the log.</summary>
    public async Task<Lease> TakeLeaseAsync()
    {
        var key = Redis.Keys.Lease("health");
        await Redis.Database.StringSetAsync(key, "me");
        return new(key, "me", TimeProvider.System.GetTimestamp(), new(), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await panel.StopAsync();
        await panel.DisposeAsync();
        data.Dispose();
    }
}
