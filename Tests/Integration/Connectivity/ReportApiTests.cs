using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

public sealed class ReportApiTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"service":"parakeet","ok":false}""", null, null, null)]
    [InlineData("""{"service":"parakeet","ok":false,"source":null,"error":null,"ms":null}""", null, null, null)]
    [InlineData("""{"service":"parakeet","ok":false,"source":"app","error":"503","ms":12}""", "app", "503", 12.0)]
    [InlineData("""{"service":"parakeet","ok":false,"ms":900000.25,"more":[1]}""", null, null, 900_000.25)]
    [InlineData("""{"service":"parakeet","ok":false,"error":"\u001b[31m<b>\n"}""", null, "[31m<b>", null)]
    public async Task What_the_original_takes_is_stored(string body, string? source, string? error, double? ms)
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await PostAsync(panel, body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var entry = Assert.Single(await InboxAsync(panel));
        Assert.Equal((ConnectivityKind.Report, "parakeet", false), (entry.Kind, entry.Service, entry.Ok));
        Assert.Equal((source, error, ms, 1), (entry.Source, entry.Error, entry.Ms, entry.Count));
        Assert.StartsWith("r-", entry.Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("my.own:service_1-b")]
    [InlineData("größe")]
    public async Task Any_service_can_be_reported(string service)
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await PostAsync(panel, $$"""{"service":"{{service}}","ok":true}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(service, Assert.Single(await InboxAsync(panel)).Service);
    }

    public static TheoryData<string, int, string> Bad => new()
    {
        { "", 400, "bad_request" },
        { "nonsense", 400, "bad_json" },
        { "[]", 400, "bad_json" },
        { """{"ok":true}""", 400, "bad_json" },
        { """{"service":"x"}""", 400, "bad_json" },
        { """{"service":null,"ok":true}""", 400, "bad_json" },
        { """{"service":"x","ok":"yes"}""", 400, "bad_json" },
        { """{"service":"x","ok":true,"ms":"long"}""", 400, "bad_json" },
        { """{"service":"x","ok":true,"ms":1e999}""", 400, "invalid" },
        { """{"service":"x","ok":true,"ms":-1}""", 400, "invalid" },
        { """{"service":"","ok":true}""", 400, "invalid" },
        { """{"service":"no spaces","ok":true}""", 400, "invalid" },
        { """{"service":"line\n","ok":true}""", 400, "invalid" },
        { $$"""{"service":"{{new string('x', 65)}}","ok":true}""", 400, "invalid" },
        { $$"""{"service":"x","ok":true,"error":"{{new string('x', 1 << 20)}}"}""", 413, "" }
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task What_is_wrong_is_said_and_not_stored(string body, int status, string code)
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await PostAsync(panel, body);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(status, (int)answer.StatusCode);
        if (code.Length > 0) Assert.Equal(code, (string?)problem["code"]);
        Assert.NotEmpty((string?)problem["title"] ?? "");
        Assert.NotEmpty((string?)problem["detail"] ?? "");
        Assert.Empty(await InboxAsync(panel));
    }

    [Fact]
    public async Task Sixteen_kibibytes_are_taken_and_clipped()
    {
        await using var panel = await LogPanel.StartAsync(server);

        var error = new string('x', 16_000);
        using var answer = await PostAsync(panel, $$"""{"service":"x","ok":false,"error":"{{error}}"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(1000, Assert.Single(await InboxAsync(panel)).Error!.Length);
    }

    [Fact]
    public async Task Who_reports_too_often_is_told_when_to_come_again()
    {
        await using var panel = await LogPanel.StartAsync(server, ("Reports:Burst", "2"), ("Reports:PerMinute", "2"));
        var body = """{"service":"x","ok":true,"source":"app"}""";

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++) answers.Add(await PostAsync(panel, body));
        using var other = await PostAsync(panel, body.Replace("app", "other", StringComparison.Ordinal));

        Assert.Equal([202, 202, 429], answers.Select(answer => (int)answer.StatusCode));
        Assert.InRange(answers[2].Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.Equal(3, (await InboxAsync(panel)).Count);
    }

    [Fact]
    public async Task A_full_inbox_refuses_and_says_when_to_come_again()
    {
        await using var panel = await LogPanel.StartAsync(server);
        var full = Enumerable.Range(0, Keys.InboxLimit).Select(i => (RedisValue)i);
        await panel.Redis.Database.ListRightPushAsync(panel.Redis.Keys.Inbox, [.. full]);

        using var answer = await PostAsync(panel, """{"service":"x","ok":true}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(Keys.InboxLimit, await panel.Redis.Database.ListLengthAsync(panel.Redis.Keys.Inbox));
    }

    [Fact]
    public async Task Without_redis_a_report_is_refused_and_not_lost()
    {
        var redis = new RedisFixture();
        await redis.InitializeAsync();
        await using var panel = await LogPanel.StartAsync(redis);
        await redis.KillAsync();

        using var answer = await PostAsync(panel, """{"service":"x","ok":true}""");
        using var read = await panel.Http.GetAsync("/api/connectivity", Cancel);

        Assert.Equal([503, 503], [(int)answer.StatusCode, (int)read.StatusCode]);
        Assert.NotNull(answer.Headers.RetryAfter);
        await redis.DisposeAsync();
    }

    private static Task<HttpResponseMessage> PostAsync(LogPanel panel, string body) =>
        panel.Http.PostAsync("/api/health-event", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

    private static async Task<IReadOnlyList<ConnectivityEntry>> InboxAsync(LogPanel panel) =>
        [
            .. (await new HandOver(panel.Redis, panel.Redis.Keys.Inbox).WaitingAsync())
            .Select(raw => Wire.Read<ConnectivityEntry>(raw))
        ];
}
