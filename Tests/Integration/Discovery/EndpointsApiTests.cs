using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.ControlApi.Discovery;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Discovery;

/// <summary>What other apps ask for again and again.</summary>
public sealed class EndpointsApiTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly TempDirectory data = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private WebApplication panel = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EndpointsCache Cache => panel.Services.GetRequiredService<EndpointsCache>();

    public async ValueTask InitializeAsync()
    {
        panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.Configuration["DATA_DIR"] = data.Path;
            builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
            builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
            builder.Configuration["SPARK1_HOST"] = "192.0.2.1";
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(
                services => ActivatorUtilities.CreateInstance<EndpointsCache>(services, time));
        });
        await panel.StartAsync(Cancel);
        http = new() { BaseAddress = new(panel.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        var mirror = panel.Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Generation is not null, "the mirror has read everything");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await panel.StopAsync(CancellationToken.None);
        await panel.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task An_answer_that_a_client_has_is_not_sent_again_until_it_is_another_one()
    {
        using var first = await http.GetAsync("/api/endpoints", Cancel);
        var tag = first.Headers.ETag!;

        using var same = await AskAsync(tag.ToString());
        await SeenAsync("parakeet");
        await Until.TrueAsync(() => Cache.Now().Tag != tag.ToString(), "the panel has heard of it");
        using var other = await AskAsync(tag.ToString());

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("application/json", first.Content.Headers.ContentType?.ToString());
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.True((bool?)JsonNode.Parse(await other.Content.ReadAsStringAsync(Cancel))!["parakeet"]!["ready"]);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"0000000000000000\"", false)]
    [InlineData("\"0000000000000000\", TAG", true)]
    [InlineData("W/TAG", true)]
    [InlineData("nonsense", false)]
    public void A_client_may_name_what_it_has_in_any_way(string header, bool isKnown) =>
        Assert.Equal(isKnown, Cache.Now().IsKnownBy(header.Replace("TAG", Cache.Now().Tag, StringComparison.Ordinal)));

    [Fact]
    public async Task What_nobody_has_confirmed_for_20_s_is_not_ready_any_more_without_a_word_from_anyone()
    {
        await SeenAsync("parakeet");
        await Until.TrueAsync(() => IsReady("parakeet"), "it is ready");
        var before = Cache.Now();

        time.Advance(Observed.CountsFor - TimeSpan.FromSeconds(3));
        Assert.Same(before, Cache.Now());
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.False(IsReady("parakeet"));
        Assert.NotEqual(before.Tag, Cache.Now().Tag);
    }

    [Fact]
    public async Task An_answer_that_stands_costs_no_memory()
    {
        var document = Cache.Now();
        // The cache hears of what was read an instant after the mirror.
        await Until.TrueAsync(async () =>
        {
            var before = document;
            await Task.Delay(50, Cancel);
            return (document = Cache.Now()) == before;
        });

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) Assert.Same(document, Cache.Now());

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }

    [Theory]
    [InlineData("/api/endpoints/stream")]
    [InlineData("/api/events?endpoints=1")]
    public async Task A_stream_begins_with_all_of_it_and_goes_on_with_what_changes(string path)
    {
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));

        Assert.False((bool?)(await NextAsync(reader))["magpie"]!["ready"]);
        await SeenAsync("magpie");

        var next = await NextAsync(reader);
        Assert.True((bool?)next["magpie"]!["ready"]);
        Assert.Equal(["vllm", "parakeet", "magpie"], next.AsObject().Select(member => member.Key));
    }

    private bool IsReady(string name) => (bool)JsonNode.Parse(Cache.Now().Json)![name]!["ready"]!;

    private async Task<HttpResponseMessage> AskAsync(string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/endpoints");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await http.SendAsync(request, Cancel);
    }

    private static async Task<JsonNode> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Cancel) != "event: endpoints")
        {
        }

        return JsonNode.Parse((await reader.ReadLineAsync(Cancel))!["data: ".Length..])!;
    }

    private async Task SeenAsync(string name)
    {
        var store = new StateStore(panel.Services.GetRequiredService<RedisLink>(), time);
        await store.WriteAsync(States.Service(name), new ServiceState
        {
            Name = name,
            Verdict = ServiceVerdict.Healthy,
            Since = time.GetUtcNow(),
            LastGood = time.GetUtcNow(),
            BaseUrl = $"http://192.0.2.1:{(name == "parakeet" ? 8000 : 9000)}"
        });
    }
}
