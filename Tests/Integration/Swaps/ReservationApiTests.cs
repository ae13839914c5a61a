using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Services;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>
/// The lock of automation over HTTP: in the shape that its clients know, and in the way of everybody else.
/// </summary>
public sealed class ReservationApiTests(RedisFixture server) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Path = "/api/swap/lock";

    private readonly FatedPanel panel = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await panel.StartAsync(drives: false);

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Fact]
    public async Task It_is_taken_seen_extended_and_given_back()
    {
        Assert.Equal("""{"held":false}""", await panel.Http.GetStringAsync(Path, Cancel));

        var taken = await TakenAsync(new { holder = "openclaw", ttl_seconds = 720, note = "nightly evaluation" });
        var token = (string)taken["token"]!;
        var seen = await SeenAsync(held: true);
        var extended = await TakenAsync(new { holder = "openclaw", token });
        var given = await SentAsync(HttpMethod.Delete, new { token }, HttpStatusCode.OK);

        Assert.Equal(
            ["held", "holder", "acquired_at", "expires_at", "seconds_remaining", "note", "token"],
            taken.AsObject().Select(member => member.Key));
        Assert.Equal((true, "openclaw", "nightly evaluation"),
            ((bool)taken["held"]!, (string?)taken["holder"], (string?)taken["note"]));
        Assert.InRange((long)taken["seconds_remaining"]!, 700, 721);
        Assert.Equal(720, ((DateTimeOffset)taken["expires_at"]! - (DateTimeOffset)taken["acquired_at"]!).TotalSeconds);
        Assert.Null(seen["token"]);
        Assert.Equal((string?)taken["acquired_at"], (string?)seen["acquired_at"]);
        Assert.Equal(token, (string?)extended["token"]);
        Assert.InRange((long)extended["seconds_remaining"]!, 880, 901);
        Assert.Equal("""{"held":false}""", given.ToJsonString());
        await SeenAsync(held: false);
    }

    [Fact]
    public async Task Another_one_is_told_who_holds_it_and_for_how_long_and_a_person_may_end_it()
    {
        await TakenAsync(new { holder = "openclaw" });

        var other = await SentAsync(HttpMethod.Post, new { holder = "cron" }, HttpStatusCode.Conflict);
        var same = await SentAsync(HttpMethod.Post, new { holder = "openclaw" }, HttpStatusCode.Conflict);
        var wrong = await SentAsync(HttpMethod.Delete, new { token = "guess" }, HttpStatusCode.Conflict);
        await SentAsync(HttpMethod.Delete, new { force = true }, HttpStatusCode.OK);

        Assert.All([other, same],
            no => Assert.Equal(("reserved_already", "openclaw"), ((string?)no["code"], (string?)no["holder"])));
        Assert.Equal("not_the_holder", (string?)wrong["code"]);
        Assert.InRange((long)wrong["seconds_remaining"]!, 880, 900);
        await TakenAsync(new { holder = "cron" });
    }

    [Theory]
    [InlineData("/api/swap", """{"model":"qwen36"}""")]
    [InlineData("/api/swap", """{"model":"qwen36","token":"guess"}""")]
    [InlineData("/api/stop", "{}")]
    [InlineData("/api/services/vllm/stop", "{}")]
    [InlineData("/api/services/vllm/start", "{}")]
    [InlineData("/api/services/vllm/restart", "{}")]
    public async Task Without_its_token_nothing_is_loaded_or_stopped_and_with_it_all_is(string path, string body)
    {
        await panel.Store.WriteAsync(
            States.Good, new GoodLoad("qwen36", "Qwen", "org/qwen", DateTimeOffset.UtcNow, "s-0"));
        var mirror = panel.Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Value(States.Good) is not null, "what was loaded is known");
        var token = (string)(await TakenAsync(new { holder = "openclaw", ttl_seconds = 60 }))["token"]!;

        using var refused = await panel.Http.PostAsync(path, new StringContent(body, null, "application/json"), Cancel);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancel))!;
        var with = JsonNode.Parse(body)!.AsObject();
        with["token"] = token;
        using var passed = await panel.Http.PostAsJsonAsync(path, with, Cancel);

        Assert.Equal((HttpStatusCode)423, refused.StatusCode);
        Assert.Equal(("reserved", "openclaw"), ((string?)problem["code"], (string?)problem["holder"]));
        Assert.InRange((long)problem["seconds_remaining"]!, 50, 60);
        Assert.Equal($"{problem["seconds_remaining"]}", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal(HttpStatusCode.Accepted, passed.StatusCode);
        Assert.DoesNotContain(
            token, await panel.Redis.Database.StringGetAsync(panel.Redis.Keys.State("swap")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_saves_a_Spark_asks_nobody()
    {
        await TakenAsync(new { holder = "openclaw" });

        await panel.Services.GetRequiredService<VllmVerbs>().ActAsync(ServiceVerb.Stop, action: "a-1");

        Assert.Equal("a-1", (await panel.UntilAsync(swap => swap.Kind == SwapKind.Stop)).Run.Action);
    }

    [Fact]
    public async Task It_ends_by_itself_and_everybody_hears_of_it()
    {
        await TakenAsync(new { holder = "openclaw", ttl_seconds = 1 });
        var store = panel.Store;

        await Until.TrueAsync(
            async () => (await store.ReadAsync(States.Reservation))?.Value is { Holder: null }, "its end is written");

        await SeenAsync(held: false);
        using var answer = await panel.PostAsync("/api/stop", new { });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{ }""", "holder")]
    [InlineData("""{ "holder": null }""", "holder")]
    [InlineData("""{ "holder": " \u0007\n " }""", "holder")]
    [InlineData("""{ "holder": "a", "ttl_seconds": 0 }""", "ttl_seconds")]
    [InlineData("""{ "holder": "a", "ttl_seconds": 86401 }""", "ttl_seconds")]
    [InlineData("""{ "holder": "a", "ttl_seconds": "long" }""", "ttl_seconds")]
    public async Task What_is_no_reservation_is_refused_and_its_field_named(string body, string field)
    {
        using var answer = await panel.Http.PostAsync(Path, new StringContent(body, null, "application/json"), Cancel);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_strangers_are_clipped_and_cleaned()
    {
        var taken = await TakenAsync(new { holder = $"a\n\u202e{new string('b', 100)}", note = new string('c', 1000) });

        Assert.Equal($"a {new string('b', 62)}", (string?)taken["holder"]);
        Assert.Equal(256, ((string)taken["note"]!).Length);
    }

    private Task<JsonNode> TakenAsync(object body) => SentAsync(HttpMethod.Post, body, HttpStatusCode.OK);

    private async Task<JsonNode> SentAsync(HttpMethod method, object body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, Path) { Content = JsonContent.Create(body) };
        using var answer = await panel.Http.SendAsync(request, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {said}");
        return JsonNode.Parse(said)!;
    }

    // What is seen comes from memory, which hears of it a moment later.
    private async Task<JsonNode> SeenAsync(bool held)
    {
        JsonNode? seen = null;
        await Until.TrueAsync(
            async () => (bool)(seen = JsonNode.Parse(await panel.Http.GetStringAsync(Path, Cancel)))!["held"]! == held,
            "it is seen");
        return seen!;
    }
}
