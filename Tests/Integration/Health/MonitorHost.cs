using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
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
    /// <param name="configure">More of its configuration.</param>
    public async Task<WebApplication> AddMonitorAsync(
        TimeProvider? time = null, Action<WebApplicationBuilder>? configure = null)
    {
        var monitor = HealthMonitorApp.Build([], builder =>
        {
            builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
            builder.Configuration["Cluster"] = Redis.Keys.Cluster;
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            if (time is not null) builder.Services.AddSingleton(time);
            configure?.Invoke(builder);
        });
        monitors.Add(monitor);
        await monitor.StartAsync();
        return monitor;
    }

    /// <summary>The head is this machine or another, with vLLM on a port; of the others nobody can be asked.</summary>
    public Task SetUpAsync(int vllmPort, string host = "127.0.0.1") =>
        Store.WriteAsync(States.Settings, Settings(vllmPort, host));

    /// <summary>Stores the settings of one Spark, on which nobody can be asked but those that are named.</summary>
    public Task SetUpAsync(Func<EffectiveSettings, EffectiveSettings> with) =>
        Store.WriteAsync(States.Settings, with(Settings(FreePort.Next(), "127.0.0.1")));

    /// <summary>Lets 5 s pass and waits until a service was looked at after them.</summary>
    public async Task<ServiceState> RoundAsync(FakeTimeProvider time, string service, CancellationToken cancel)
    {
        time.Advance(TimeSpan.FromSeconds(5));
        return await LookedAsync(service, time.GetUtcNow(), cancel);
    }

    /// <summary>Waits until nothing looks any more: a start looks more than once, and the clock stands still.</summary>
    /// <param name="service">What was looked at.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="asked">How often it was asked, and how often answered, where the test knows.</param>
    public async Task QuietAsync(
        string service, CancellationToken cancel, Func<(int Asked, int Answered)>? asked = null)
    {
        var key = States.Service(service);
        for (var (seen, isQuiet) = (Seen(), false); !isQuiet;)
        {
            await Task.Delay(300, cancel);
            var now = Seen();
            (seen, isQuiet) = (now, now == seen && now.Rev is not null && now.Calls.Asked == now.Calls.Answered);
        }

        (long? Rev, (int Asked, int Answered) Calls) Seen() => (Mirror.Get(key)?.Rev, asked?.Invoke() ?? default);
    }

    /// <summary>Waits until a service was looked at after a moment.</summary>
    public Task<ServiceState> LookedAsync(string service, DateTimeOffset moment, CancellationToken cancel)
    {
        var key = States.Service(service);
        return UntilAsync(key, _ => Mirror.Get(key)!.ObservedAt >= moment, cancel);
    }

    /// <summary>The same, with a sample of the node as well.</summary>
    public async Task<ServiceState> RoundWithNodeAsync(FakeTimeProvider time, string service, CancellationToken cancel)
    {
        var state = await RoundAsync(time, service, cancel);
        var (now, node) = (time.GetUtcNow(), States.Node("spark1"));
        await UntilAsync(node, _ => Mirror.Get(node)!.ObservedAt >= now, cancel);
        return state;
    }

    /// <summary>The changes of a service's verdict that are in the log, oldest first.</summary>
    public async Task<IReadOnlyList<ConnectivityEntry>> ChangesAsync(string service)
    {
        var page = await new ConnectivityLog(Redis, TimeProvider.System).ReadAsync(
            new() { Service = service, Kinds = [ConnectivityKind.Transition] }, null, 100);
        return [.. page.Entries.Reverse()];
    }

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

    private static EffectiveSettings Settings(int vllmPort, string host) => new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = host },
        VllmPort = vllmPort,
        Parakeet = new() { Host = "nobody.invalid", Container = "parakeet-asr", Port = 8000 },
        Magpie = new() { Host = "nobody.invalid", Container = "magpie-tts", Port = 9000 }
    };

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
