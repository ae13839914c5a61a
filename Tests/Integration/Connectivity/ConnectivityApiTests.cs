using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

public sealed class ConnectivityApiTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_anything_has_happened_the_log_is_empty()
    {
        await using var panel = await LogPanel.StartAsync(server);

        var page = await GetAsync(panel, "/api/connectivity");

        Assert.Equal("""{"entries":[],"next":null}""", page.ToJsonString());
    }

    [Fact]
    public async Task A_page_leads_to_the_next_with_the_same_filters()
    {
        await using var panel = await FilledAsync();

        using var answer = await panel.Http.GetAsync("/api/connectivity?kind=report&limit=2", Cancel);
        var first = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        var link = answer.Headers.GetValues("Link").Single();
        var second = await GetAsync(panel, link[1..link.IndexOf('>', StringComparison.Ordinal)]);

        Assert.Equal(["r5", "r4"], Ids(first));
        Assert.Equal(["r3", "r2"], Ids(second));
        Assert.Equal(["r1", "r0"], Ids(await GetAsync(
            panel, $"/api/connectivity?kind=report&limit=2&cursor={Uri.EscapeDataString((string)second["next"]!)}")));
    }

    [Theory]
    [InlineData("", "vllm:1 r5 r4 r3 r2 r1 r0")]
    [InlineData("?kind=transition", "vllm:1")]
    [InlineData("?service=magpie", "r4 r2 r0")]
    [InlineData("?kind=swap,transition", "vllm:1")]
    [InlineData("?q=APP%201", "r5 r3 r1")]
    [InlineData("?q=%3Cb%3E4", "r4")]
    [InlineData("?q=healthy&kind=transition,report", "vllm:1")]
    [InlineData("?source=app+1", "r5 r3 r1")]
    [InlineData("?from=2026-11-24T12:00:04Z", "vllm:1 r5 r4")]
    [InlineData("?to=2026-11-24T13:00:01%2B01:00", "r1 r0")]
    [InlineData("?service=magpie&from=2026-11-24T12:00:01Z&to=2026-11-24T12:00:03Z", "r2")]
    [InlineData("?service=&kind=", "vllm:1 r5 r4 r3 r2 r1 r0")]
    public async Task A_filter_lets_through_what_fits(string query, string ids)
    {
        await using var panel = await FilledAsync();

        Assert.Equal(ids, string.Join(' ', Ids(await GetAsync(panel, $"/api/connectivity{query}"))));
    }

    [Theory]
    [InlineData("?kind=outage", "kind")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?servce=vllm", "servce")]
    [InlineData("?from=2026-11-24T13:00:01+01:00", "from")]
    [InlineData("?cursor=x", "cursor")]
    public async Task A_bad_filter_is_named(string query, string parameter)
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await panel.Http.GetAsync($"/api/connectivity{query}", Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((HttpStatusCode.BadRequest, "invalid"), (answer.StatusCode, (string?)problem["code"]));
        Assert.StartsWith($"{parameter}: ", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.NotNull(problem["errors"]![parameter]);
    }

    [Fact]
    public async Task The_log_is_a_table_too()
    {
        await using var panel = await FilledAsync();

        using var answer = await panel.Http.GetAsync("/api/connectivity?format=csv&limit=2", Cancel);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.Contains("Link"));
        Assert.Equal(
            """
            id,at,kind,service,node,from,to,planned,ok,source,error,ms,count,evidence
            vllm:1,2026-11-24T12:01:00.000Z,transition,vllm,spark1,unknown,healthy,false,,,,,1,
            r5,2026-11-24T12:00:05.000Z,report,parakeet,,,,false,false,app 1,<b>5</b>,,1,

            """.ReplaceLineEndings("\r\n"),
            await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Every_filter_is_explained_to_whoever_writes_a_client()
    {
        await using var panel = await LogPanel.StartAsync(server);

        var document = await GetAsync(panel, "/openapi/v1.json");

        var route = document["paths"]!["/api/connectivity"]!["get"]!;
        var summary = Summary("/api/connectivity");
        string[] names = ["service", "kind", "source", "q", "from", "to", "limit", "cursor", "format"];
        Assert.Equal(names.Order(), route["parameters"]!.AsArray().Select(one => (string)one!["name"]!).Order());
        Assert.All(names, name => Assert.Contains($"`{name}`", summary, StringComparison.Ordinal));
        Assert.Contains("`q`", Summary("/api/incidents"), StringComparison.Ordinal);
        Assert.Contains("`window=month`", Summary("/api/uptime"), StringComparison.Ordinal);

        string Summary(string path) => (string)document["paths"]![path]!["get"]!["summary"]!;
    }

    private async Task<LogPanel> FilledAsync()
    {
        var panel = await LogPanel.StartAsync(server);
        var lease = await panel.TakeLeaseAsync();
        var since = Noon.AddMinutes(1);
        var up = new ServiceState { Name = "vllm", Verdict = ServiceVerdict.Healthy, N = 1, Since = since };
        await panel.Log.AppendAsync([.. Enumerable.Range(0, 6).Select(Report)], lease);
        await panel.Log.WriteAsync(up, ConnectivityEntry.Transition(ServiceVerdict.Unknown, up, "spark1"), lease);
        return panel;
    }

    private static ConnectivityEntry Report(int i) => new()
    {
        Id = $"r{i}",
        At = Noon.AddSeconds(i),
        Kind = ConnectivityKind.Report,
        Service = i % 2 == 0 ? "magpie" : "parakeet",
        Ok = false,
        Source = $"app {i % 2}",
        Error = $"<b>{i}</b>"
    };

    private static async Task<JsonNode> GetAsync(LogPanel panel, string path) =>
        JsonNode.Parse(await panel.Http.GetStringAsync(path, Cancel))!;

    private static IEnumerable<string> Ids(JsonNode page) =>
        page["entries"]!.AsArray().Select(entry => (string)entry!["id"]!);
}
