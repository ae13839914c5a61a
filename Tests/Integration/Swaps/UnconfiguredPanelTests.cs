using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>A panel before its set-up.</summary>
public sealed class UnconfiguredPanelTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "qwen36", "not_configured")]
    [InlineData("192.0.2.1", "qwen3-vl", "needs_two_sparks")]
    public async Task A_swap_says_what_is_still_to_be_set_up(string? head, string model, string code)
    {
        using var data = new TempDirectory();
        await using var panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = data.Path;
            builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
            builder.Configuration["Cluster"] = code;
            builder.Configuration["SPARK1_HOST"] = head;
            builder.Configuration["SPARK1_USER"] = "user";
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await panel.StartAsync(Cancel);
        var mirror = panel.Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Value(States.Catalog) is not null, "the catalog is published");
        using var http = new HttpClient { BaseAddress = new(panel.Urls.Single()) };

        foreach (var path in new[] { "/api/swap", $"/api/swap/{model}/validate" })
        {
            using var answer = await http.PostAsJsonAsync(path, new { model }, Cancel);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Equal((HttpStatusCode.Conflict, code), (answer.StatusCode, (string?)problem!["code"]));
        }

        await panel.StopAsync(Cancel);
    }
}
