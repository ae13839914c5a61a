using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.ServiceDefaults;

public sealed class DefaultEndpointsTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/alive", "Healthy")]
    [InlineData("/metrics", "target_info")]
    public async Task What_machines_ask_is_there_in_every_environment(string path, string expected)
    {
        await using var app = await StartAsync(server.ConnectionString);

        Assert.Contains(expected, await app.Client.GetStringAsync(path, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_redis_a_service_is_degraded_and_not_dead()
    {
        await using var app = await StartAsync($"127.0.0.1:{FreePort.Next()}");

        var answer = await app.Client.GetAsync("/healthz", Cancel);

        Assert.Equal(
            (HttpStatusCode.OK, "Degraded"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task A_change_without_redis_says_when_to_try_again()
    {
        await using var app = await StartAsync($"127.0.0.1:{FreePort.Next()}");

        var answer = await app.Client.GetAsync("/store", Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "redis_away"), (answer.StatusCode, await CodeOfAsync(answer)));
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("{}", 400, "bad_json", "name")]
    [InlineData("""{"name":7}""", 400, "bad_json", "name")]
    [InlineData("null", 400, "bad_request", null)]
    [InlineData("nonsense", 400, "bad_json", null)]
    public async Task A_body_that_does_not_fit_is_a_problem_that_names_the_field(
        string body, int status, string code, string? field)
    {
        await using var app = await StartAsync(server.ConnectionString);

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await app.Client.PostAsync("/body", content, Cancel);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((status, code), ((int)answer.StatusCode, await CodeOfAsync(answer)));
        Assert.Equal(field, await MemberAsync(answer, "field"));
    }

    [Theory]
    [InlineData("/nowhere", 404, "not_found")]
    [InlineData("/body", 405, "method_not_allowed")]
    [InlineData("/fails", 500, "internal_error")]
    public async Task An_answer_that_the_framework_makes_has_a_code_too(string path, int status, string code)
    {
        await using var app = await StartAsync(server.ConnectionString);

        var answer = await app.Client.GetAsync(path, Cancel);

        Assert.Equal((status, code), ((int)answer.StatusCode, await CodeOfAsync(answer)));
        Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static Task<string?> CodeOfAsync(HttpResponseMessage answer) => MemberAsync(answer, "code");

    private static async Task<string?> MemberAsync(HttpResponseMessage answer, string name)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static async Task<Service> StartAsync(string redis)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:redis"] = redis;
        builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("test").AddSharedState();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/store", async (RedisLink link) => (string?)await link.Database.StringGetAsync("k"));
        app.MapGet("/fails", string () => throw new InvalidOperationException("secret"));
        app.MapPost("/body", (Body body) => body.Name);
        await app.StartAsync(Cancel);
        return new(app);
    }

    private sealed record Body(string Name);

    private sealed class Service(WebApplication app) : IAsyncDisposable
    {
        public HttpClient Client { get; } = new() { BaseAddress = new(app.Urls.Single()) };

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
