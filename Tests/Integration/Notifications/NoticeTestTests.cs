using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Notifications;

/// <summary>Whether word comes through can be tried.</summary>
public sealed class NoticeTestTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_says_how_it_went()
    {
        await using Hook good = await Hook.StartAsync(), bad = await Hook.StartAsync();
        bad.Answers(302, 500);
        var nobody = $"http://127.0.0.1:{FreePort.Next()}/x";
        await using var panel = new ToldPanel(server, $"{good.Url} {bad.Url} {nobody}");
        await panel.StartAsync();

        using var answer = await panel.Http.PostAsJsonAsync(
            "/api/notifications/test", new { target = "webhook" }, Cancel);

        var sent = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["sent"]!.AsArray();
        Assert.Equal(
            [.. new[] { good.Url, bad.Url, nobody }.Select(url => new Uri(url).Authority)],
            sent.Select(one => (string?)one!["host"]));
        Assert.DoesNotContain("/hook", sent.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal([204, 302, null], sent.Select(one => (int?)one!["status"]));
        Assert.Equal(
            [null, "It answered 302: redirects are not followed. Give the address itself.", "Nothing listens there."],
            sent.Select(one => (string?)one!["problem"]));
        Assert.All(sent, one => Assert.InRange((double)one!["ms"]!, 0.0, 5000.0));
        Assert.Equal("test", Assert.Single(good.All).Headers["X-Spark-Event"]);
    }

    [Fact]
    public async Task Tests_are_made_one_at_a_time_and_six_a_minute()
    {
        await using var hook = await Hook.StartAsync();
        hook.Close();
        await using var panel = new ToldPanel(server, hook.Url) { Patience = TimeSpan.FromMinutes(10) };
        await panel.StartAsync();

        var first = TestAsync(panel);
        await Until.TrueAsync(() => hook.All.Count == 1, "the first one is under way");
        Assert.Equal(HttpStatusCode.TooManyRequests, await TestAsync(panel));
        hook.Open();
        Assert.Equal(HttpStatusCode.OK, await first);
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, await TestAsync(panel));

        Assert.Equal(HttpStatusCode.TooManyRequests, await TestAsync(panel));
        Assert.Equal(6, hook.All.Count);
        panel.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await TestAsync(panel));
    }

    [Theory]
    [InlineData("""{"target":"ntfy"}""", HttpStatusCode.Conflict, "not_configured")]
    [InlineData("""{"target":"pigeon"}""", HttpStatusCode.BadRequest, "bad_json")]
    [InlineData("{}", HttpStatusCode.BadRequest, "bad_json")]
    public async Task A_test_of_what_is_not_there_is_refused(string body, HttpStatusCode status, string code)
    {
        await using var panel = new ToldPanel(server, "http://192.0.2.1/");
        await panel.StartAsync();

        using var answer = await panel.Http.PostAsync(
            "/api/notifications/test", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((status, code), (answer.StatusCode, (string?)problem["code"]));
    }

    private static async Task<HttpStatusCode> TestAsync(ToldPanel panel)
    {
        using var answer = await panel.Http.PostAsJsonAsync(
            "/api/notifications/test", new { target = "webhook" }, Cancel);
        return answer.StatusCode;
    }
}
