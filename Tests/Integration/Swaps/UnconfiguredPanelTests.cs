using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
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
        await using var panel = await StartAsync(data, head, cluster: code);
        using var http = new HttpClient { BaseAddress = new(panel.Urls.Single()) };

        foreach (var path in new[] { "/api/swap", $"/api/swap/{model}/validate" })
        {
            using var answer = await http.PostAsJsonAsync(path, new { model }, Cancel);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Equal((HttpStatusCode.Conflict, code), (answer.StatusCode, (string?)problem!["code"]));
        }

        await panel.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_swap_goes_by_what_was_set_a_moment_before()
    {
        using var data = new TempDirectory();
        await using var panel = await StartAsync(data, head: null, cluster: "moment");
        using var http = new HttpClient { BaseAddress = new(panel.Urls.Single()) };

        await File.AppendAllTextAsync(Path.Combine(data.Path, "settings.yaml"), "spark1_host: 192.0.2.1\n", Cancel);
        using var answer = await http.PostAsJsonAsync("/api/swap", new { model = "qwen3-vl" }, Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("needs_two_sparks", (string?)problem!["code"]);
        await panel.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_model_is_not_loaded_for_ever_once_nobody_looks()
    {
        using var data = new TempDirectory();
        await using var panel = await StartAsync(data, "192.0.2.1", cluster: "silent");
        using var http = new HttpClient { BaseAddress = new(panel.Urls.Single()) };
        var mirror = panel.Services.GetRequiredService<StateMirror>();
        var last = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(-5));
        var store = new StateStore(panel.Services.GetRequiredService<RedisLink>(), last);
        await store.WriteAsync(States.Service("vllm"), new()
        {
            Name = "vllm",
            Verdict = ServiceVerdict.Healthy,
            Since = last.GetUtcNow(),
            LastGood = last.GetUtcNow(),
            Model = new("RedHatAI/Qwen3.6-35B-A3B-NVFP4", null, null)
        });
        await Until.TrueAsync(() => mirror.Value(States.Service("vllm")) is not null, "the panel has heard of it");

        var models = JsonNode.Parse(await http.GetStringAsync("/api/models", Cancel))!.AsArray();

        Assert.All(models, model => Assert.Null(model!["loaded"]));
        await panel.StopAsync(Cancel);
    }

    private async Task<WebApplication> StartAsync(TempDirectory data, string? head, string cluster)
    {
        var panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = data.Path;
            builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
            builder.Configuration["Cluster"] = cluster;
            builder.Configuration["SPARK1_HOST"] = head;
            builder.Configuration["SPARK1_USER"] = "user";
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await panel.StartAsync(Cancel);
        var mirror = panel.Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Value(States.Catalog) is not null, "the catalog is published");
        return panel;
    }
}
