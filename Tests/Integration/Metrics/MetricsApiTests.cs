using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Metrics;

public sealed class MetricsApiTests(RedisFixture server) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly TempDirectory data = new();
    private WebApplication panel = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = data.Path;
            builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
            builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
            builder.Configuration["SPARK1_HOST"] = "192.0.2.1";
            builder.Configuration["SPARK1_USER"] = "user";
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await panel.StartAsync(Cancel);
        http = new() { BaseAddress = new(panel.Urls.Single()) };
        var redis = panel.Services.GetRequiredService<RedisLink>();
        await Until.TrueAsync(() => redis.IsConnected, "the panel has its Redis");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await panel.StopAsync();
        await panel.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task An_hour_is_told_in_points_and_a_day_in_minutes_with_their_peaks()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 * 60;
        await AddAsync(
            "node:spark1", (now - 7200, ("a", 9)), (now - 60, ("a", 1)), (now - 55, ("b", 2)), (now - 50, ("a", 4)));

        var (hour, day) = (await GetAsync("?node=spark1"), await GetAsync("?node=spark1&span=day"));

        Assert.Equal((5, 60), ((int)hour["step_seconds"]!, (int)day["step_seconds"]!));
        Assert.Equal(now - 60, ((DateTimeOffset)hour["at"]![0]!).ToUnixTimeSeconds());
        Assert.Equal("""{"mean":[1,null,4],"max":null}""", hour["lines"]!["a"]!.ToJsonString());
        Assert.Equal("""{"mean":[null,2,null],"max":null}""", hour["lines"]!["b"]!.ToJsonString());
        Assert.Equal("""{"mean":[9,2.5],"max":[9,4]}""", day["lines"]!["a"]!.ToJsonString());
        Assert.Equal("""{"mean":[null,2],"max":[null,2]}""", day["lines"]!["b"]!.ToJsonString());
    }

    [Fact]
    public async Task Where_nothing_was_measured_there_is_nothing()
    {
        var history = await GetAsync("?service=vllm");

        Assert.Equal("""{"step_seconds":5,"at":[],"lines":{}}""", history.ToJsonString());
    }

    [Theory]
    [InlineData("", 400, "invalid", "node: ")]
    [InlineData("?node=spark1&service=vllm", 400, "invalid", "node: ")]
    [InlineData("?node=spark1&span=week", 400, "invalid", "span: ")]
    [InlineData("?service=a%20b", 400, "invalid", "service: ")]
    [InlineData("?node=spark7", 404, "unknown_node", "spark1")]
    public async Task A_bad_parameter_is_named(string query, int status, string code, string said)
    {
        using var answer = await http.GetAsync($"/api/metrics/history{query}", Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(((HttpStatusCode)status, code), (answer.StatusCode, (string?)problem["code"]));
        Assert.Contains(said, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_in_the_document_with_its_parameters()
    {
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json", Cancel))!;

        var route = document["paths"]!["/api/metrics/history"]!["get"]!;
        Assert.NotEmpty((string)route["summary"]!);
        var parameters = route["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!);
        Assert.Equal(["node", "service", "span"], parameters.Order());
    }

    private async Task AddAsync(string state, params (long At, (string Name, double Value) Figure)[] points)
    {
        var redis = panel.Services.GetRequiredService<RedisLink>();
        var key = redis.Keys.Lease("health");
        await redis.Database.StringSetAsync(key, "me");
        using var lease = new Lease(key, "me", TimeProvider.System.GetTimestamp(), new(), TimeProvider.System);
        var series = new SeriesStore(redis, state);
        foreach (var (at, (name, value)) in points)
            Assert.True(await series.AddAsync(new(at, new Dictionary<string, double> { [name] = value }), lease));
    }

    private async Task<JsonNode> GetAsync(string query) =>
        JsonNode.Parse(await http.GetStringAsync($"/api/metrics/history{query}", Cancel))!;
}
