using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.AudioProxy;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Voices;

/// <summary>An AudioProxy in a cluster of its own, with settings that say where Magpie is.</summary>
internal sealed class AudioRig : IAsyncDisposable
{
    private WebApplication audio = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Url => audio.Urls.Single();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="server">Redis.</param>
    /// <param name="magpie">Its port on this machine.</param>
    /// <param name="configured">More of its configuration.</param>
    public static async Task<AudioRig> StartAsync(
        IRedisServer server, int magpie, params (string Name, string Value)[] configured)
    {
        var rig = new AudioRig();
        rig.audio = AudioProxyApp.Build([], builder =>
        {
            builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
            builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
            foreach (var (name, value) in configured) builder.Configuration[name] = value;
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await rig.audio.StartAsync(Cancel);
        rig.Http = new() { BaseAddress = new(rig.Url), Timeout = TimeSpan.FromMinutes(1) };
        await rig.SetAsync(settings => settings with
        {
            Magpie = new() { Host = "127.0.0.1", Container = "magpie-tts", Port = magpie }
        });
        return rig;
    }

    /// <summary>Stores settings and waits until they are known.</summary>
    public async Task SetAsync(Func<EffectiveSettings, EffectiveSettings> with)
    {
        var mirror = audio.Services.GetRequiredService<StateMirror>();
        await mirror.Loaded;
        var now = mirror.Value(States.Settings) ?? new() { PanelId = "p" };
        var before = mirror.Get(States.Settings)?.Rev ?? 0;
        await audio.Services.GetRequiredService<StateStore>().WriteAsync(States.Settings, with(now));
        await Until.TrueAsync(() => mirror.Get(States.Settings)?.Rev > before);
    }

    public Task<HttpResponseMessage> SayAsync(object request) =>
        Http.PostAsJsonAsync("/v1/audio/speech", request, Cancel);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await audio.StopAsync(CancellationToken.None);
        await audio.DisposeAsync();
    }
}
