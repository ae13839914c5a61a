using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SparkControl.ControlApi;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Gateway;

/// <summary>A ControlApi that forwards to what a test names, without Redis: forwarding needs none.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly TempDirectory data = new();
    private WebApplication panel = null!;

    public HttpClient Http { get; private set; } = null!;

    public Uri Url => new(panel.Urls.Single());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="audio">What AUDIO_PROXY_URLS says.</param>
    /// <param name="configure">More of the builder.</param>
    public static async Task<GatewayRig> StartAsync(string audio, Action<WebApplicationBuilder>? configure = null)
    {
        var rig = new GatewayRig();
        rig.panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = rig.data.Path;
            builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{FreePort.Next()},abortConnect=false";
            builder.Configuration["AUDIO_PROXY_URLS"] = audio;
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        await rig.panel.StartAsync(Cancel);
        rig.Http = new() { BaseAddress = rig.Url, Timeout = TimeSpan.FromMinutes(4) };
        return rig;
    }

    /// <summary>An address on which nothing listens.</summary>
    public static string Nobody => $"http://127.0.0.1:{FreePort.Next()}";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await panel.StopAsync(CancellationToken.None);
        await panel.DisposeAsync();
        data.Dispose();
    }

    /// <summary>A refusal as a problem, or in OpenAI's envelope.</summary>
    public static async Task<string?> CodeAsync(
        HttpResponseMessage answer, HttpStatusCode status, bool isOpenAi = false)
    {
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {said}");
        var type = answer.Content.Headers.ContentType?.MediaType;
        Assert.Equal(isOpenAi ? "application/json" : "application/problem+json", type);
        var json = JsonNode.Parse(said)!;
        if (!isOpenAi) return (string?)json["code"];

        Assert.Equal(["error"], json.AsObject().Select(member => member.Key));
        Assert.Equal(["message", "type", "param", "code"], json["error"]!.AsObject().Select(member => member.Key));
        Assert.NotEmpty((string)json["error"]!["message"]!);
        return (string?)json["error"]!["code"];
    }
}
