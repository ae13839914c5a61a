using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using SparkControl.ControlApi;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Integration.Settings;

/// <summary>A panel with Sparks in its settings whose Redis has never answered.</summary>
public sealed class RedisNeverThereTests : IAsyncLifetime
{
    private readonly PanelFiles _files = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Configuration["DATA_DIR"] = _files.Data.Path;
            builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{FreePort.Next()},abortConnect=false";
            builder.Configuration["SPARK1_HOST"] = "192.0.2.1";
            builder.Configuration["SPARK1_USER"] = "user";
        });
        await _app.StartAsync(Cancel);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Theory]
    [InlineData("POST", "/api/swap")]
    [InlineData("POST", "/api/swap/qwen36/validate")]
    [InlineData("POST", "/api/swap/s-1/cancel")]
    [InlineData("POST", "/api/stop")]
    [InlineData("POST", "/api/driver/takeover")]
    [InlineData("GET", "/api/models/qwen36/command")]
    [InlineData("GET", "/api/swap/s-1")]
    public async Task What_needs_the_shared_state_says_that_it_is_away_and_not_that_nothing_is_set_up(
        string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST") request.Content = JsonContent.Create(new { model = "qwen36" });

        using var answer = await _http.SendAsync(request, Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "redis_away"), (answer.StatusCode, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/api/settings")]
    [InlineData("/api/models")]
    [InlineData("/api/swap")]
    [InlineData("/api/endpoints")]
    [InlineData("/api/services")]
    public async Task What_is_known_or_unknown_without_it_is_answered(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(path, Cancel)).StatusCode);

    [Fact]
    public async Task Nothing_is_not_told_as_what_was_read()
    {
        using var answer = await _http.GetAsync("/api/swap", Cancel);
        var status = JsonNode.Parse(await _http.GetStringAsync("/api/status", Cancel))!;

        Assert.True(answer.Headers.Contains("X-Spark-Stale"));
        Assert.NotNull(status["stale_seconds"]);
    }

    [Fact]
    public async Task A_stop_of_something_misspelt_stops_nothing()
    {
        using var answer = await _http.PostAsJsonAsync("/api/stop", new { model_name = "x" }, Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((HttpStatusCode.BadRequest, "model_name"), (answer.StatusCode, (string?)problem["field"]));
    }
}
