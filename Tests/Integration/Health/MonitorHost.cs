using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Health;

/// <summary>One cluster of its own in Redis, HealthMonitors that look after it, and what they have written.</summary>
internal sealed class MonitorHost : IAsyncDisposable
{
    private readonly IRedisServer server;
    private readonly List<WebApplication> monitors = [];

    private MonitorHost(IRedisServer server, RedisLink redis, StateMirror mirror)
    {
        (this.server, Redis, Mirror) = (server, redis, mirror);
        Store = new(redis, TimeProvider.System);
    }

    public RedisLink Redis { get; }

    public StateMirror Mirror { get; }

    public StateStore Store { get; }

    /// <param name="server">Redis.</param>
    /// <param name="cluster">Null for one that nobody else has.</param>
    public static async Task<MonitorHost> StartAsync(IRedisServer server, string? cluster = null)
    {
        var id = cluster ?? $"t{Guid.NewGuid():N}";
        var redis = await RedisLink.ConnectAsync(server.ConnectionString, id);
        var mirror = new StateMirror(redis, TimeProvider.System, NullLogger<StateMirror>.Instance);
        await mirror.StartAsync(CancellationToken.None);
        await mirror.Loaded;
        return new(server, redis, mirror);
    }

    /// <param name="time">The monitor's clock.</param>
    public async Task<WebApplication> AddMonitorAsync(TimeProvider? time = null)
    {
        var monitor = HealthMonitorApp.Build([], builder =>
        {
            builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
            builder.Configuration["Cluster"] = Redis.Keys.Cluster;
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            if (time is not null) builder.Services.AddSingleton(time);
        });
        monitors.Add(monitor);
        await monitor.StartAsync();
        return monitor;
    }

    /// <summary>The head is this machine or another, with vLLM on a port; of the others nobody can be asked.</summary>
    public Task SetUpAsync(int vllmPort, string host = "127.0.0.1") => Store.WriteAsync(States.Settings, new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = host },
        VllmPort = vllmPort,
        Parakeet = new() { Host = "nobody.invalid", Container = "parakeet-asr", Port = 8000 },
        Magpie = new() { Host = "nobody.invalid", Container = "magpie-tts", Port = 9000 }
    });

    /// <summary>The first value, now or later, that is as wanted.</summary>
    public async Task<T> UntilAsync<T>(StateKey<T> key, Func<T, bool> isWanted, CancellationToken cancel) where T : class
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = Mirror.Watch(_ => Look(), _ => Look());
        return await found.Task.WaitAsync(TimeSpan.FromSeconds(30), cancel);

        void Look()
        {
            if (Mirror.Value(key) is { } value && isWanted(value)) found.TrySetResult(value);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var monitor in monitors)
        {
            await monitor.StopAsync();
            await monitor.DisposeAsync();
        }

        await Mirror.StopAsync(CancellationToken.None);
        Mirror.Dispose();
        await Redis.DisposeAsync();
    }
}
