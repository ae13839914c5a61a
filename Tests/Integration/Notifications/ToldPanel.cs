using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.ControlApi.Notifications;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Notifications;

/// <summary>A panel that can be started again on its data, whose clock is the test's.</summary>
internal sealed class ToldPanel(IRedisServer server, string webhooks, string? ntfy = null) : IAsyncDisposable
{
    public const string Secret = "hush", Token = "tk_1";

    private readonly TempDirectory data = new();
    private readonly string cluster = $"t{Guid.NewGuid():N}";
    private WebApplication? panel;

    /// <summary>By which Redis is reached from the next start on.</summary>
    public string ConnectionString { get; set; } = server.ConnectionString;

    /// <summary>How long an address may take; null for as long as it always may.</summary>
    public TimeSpan? Patience { get; init; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public HttpClient Http { get; private set; } = null!;

    public RedisLink Redis => panel!.Services.GetRequiredService<RedisLink>();

    public NoticeList Notices => new(Redis);

    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(data.Path, "secrets.yaml"), $"""
            webhook_secret: {Secret}
            notify_webhooks: "{webhooks}"
            notify_ntfy: "{ntfy}"
            ntfy_token: {Token}

            """);
        panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = data.Path;
            builder.Configuration["ConnectionStrings:redis"] = ConnectionString;
            builder.Configuration["Cluster"] = cluster;
            builder.Services.AddSingleton<TimeProvider>(Time);
            if (Patience is { } patience)
                builder.Services.AddHttpClient(NoticePost.Client, client => client.Timeout = patience);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await panel.StartAsync();
        // It starts without Redis, and a test asks Redis at once.
        await Until.TrueAsync(() => Redis.IsConnected, "the panel has its Redis");
        Http = new() { BaseAddress = new(panel.Urls.Single()) };
    }

    public async Task StopAsync()
    {
        Http.Dispose();
        await panel!.StopAsync();
        await panel.DisposeAsync();
        panel = null;
    }

    /// <summary>Lets time pass until something has come true.</summary>
    public Task UntilAsync(Func<Task<bool>> isTrue, string what) => Until.TrueAsync(
        async () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return await isTrue();
        },
        what);

    public async ValueTask DisposeAsync()
    {
        if (panel is not null) await StopAsync();
        data.Dispose();
    }
}
