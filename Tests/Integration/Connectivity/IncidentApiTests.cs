using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

public sealed class IncidentApiTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Incidents_are_listed_and_told_as_json_or_as_a_page()
    {
        await using var panel = await FilledAsync();

        var list = JsonNode.Parse(await panel.Http.GetStringAsync("/api/incidents", Cancel))!;
        var json = JsonNode.Parse(await panel.Http.GetStringAsync("/api/incidents/i-1", Cancel))!;
        using var page = await panel.Http.GetAsync("/api/incidents/i-1?format=markdown", Cancel);

        var listed = Assert.Single(list.AsArray())!;
        Assert.Equal(
            ("i-1", "host", 2), ((string?)listed["id"], (string?)listed["cause"]!["code"], (int)listed["lines"]!));
        Assert.Equal("""["r","parakeet:4"]""", listed["entry_ids"]!.ToJsonString());
        Assert.Equal("<b>\"503\"</b>", (string?)json["entries"]![0]!["error"]);
        Assert.Empty(json["logs"]!.AsArray());
        Assert.Equal("text/markdown", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains(@"\<b\>", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_container_printed_last_is_told_with_the_incident_it_belongs_to()
    {
        await using var panel = await FilledAsync();
        var at = Noon.ToUnixTimeMilliseconds();
        await new ContainerLogStore(panel.Redis).WriteAsync(
            new("parakeet:4", "parakeet", "spark2", "parakeet-asr", Noon.AddSeconds(9),
                [new("spark2", at, "Traceback"), new("spark2", at, "<b>RuntimeError</b>")]),
            await panel.TakeLeaseAsync());

        var json = JsonNode.Parse(await panel.Http.GetStringAsync("/api/incidents/i-1", Cancel))!;
        var page = await panel.Http.GetStringAsync("/api/incidents/i-1?format=markdown", Cancel);

        var log = Assert.Single(json["logs"]!.AsArray())!;
        Assert.Equal(
            ("parakeet:4", "parakeet", "spark2", "parakeet-asr", Noon.AddSeconds(9)),
            ((string?)log["change"], (string?)log["service"], (string?)log["node"], (string?)log["container"],
                (DateTimeOffset)log["read_at"]!));
        Assert.Equal(
            ["Traceback", "<b>RuntimeError</b>"], log["lines"]!.AsArray().Select(line => (string?)line!["text"]));
        Assert.Contains(@"## Log of parakeet: parakeet\-asr on spark2", page, StringComparison.Ordinal);
        Assert.Contains(@"| 12:00:00 | \<b\>RuntimeError\<\/b\> |", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=503")]
    public async Task A_list_needs_none_of_them_as_a_whole(string query)
    {
        await using var panel = await FilledAsync();
        await panel.Redis.Database.StringSetAsync(panel.Redis.Keys.Incident("i-1"), "not read");

        var list = JsonNode.Parse(await panel.Http.GetStringAsync($"/api/incidents{query}", Cancel))!;

        Assert.Equal("i-1", (string?)Assert.Single(list.AsArray())!["id"]);
    }

    [Theory]
    [InlineData("PARAKEET", 1)]
    [InlineData("%3Cb%3E%22503", 1)]
    [InlineData("The host.", 1)]
    [InlineData("magpie", 0)]
    [InlineData("", 1)]
    public async Task Incidents_are_found_by_what_they_say(string text, int count)
    {
        await using var panel = await FilledAsync();

        var list = JsonNode.Parse(await panel.Http.GetStringAsync($"/api/incidents?q={text}", Cancel))!;

        Assert.Equal(count, list.AsArray().Count);
    }

    [Theory]
    [InlineData("/api/incidents/i-2", HttpStatusCode.NotFound, "unknown_incident")]
    [InlineData("/api/incidents/i-1?format=html", HttpStatusCode.BadRequest, "invalid")]
    public async Task What_cannot_be_had_is_said(string path, HttpStatusCode status, string code)
    {
        await using var panel = await FilledAsync();

        using var answer = await panel.Http.GetAsync(path, Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((status, code), (answer.StatusCode, (string?)problem["code"]));
    }

    private async Task<LogPanel> FilledAsync()
    {
        var panel = await LogPanel.StartAsync(server);
        await new IncidentStore(panel.Redis).WriteAsync(
            new()
            {
                Id = "i-1",
                Begin = Noon,
                Services = ["parakeet"],
                Cause = new("host", "The host."),
                Entries =
                [
                    new()
                    {
                        Id = "r", At = Noon, Kind = ConnectivityKind.Report, Service = "parakeet", Ok = false,
                        Error = "<b>\"503\"</b>"
                    },
                    new()
                    {
                        Id = "parakeet:4", At = Noon, Kind = ConnectivityKind.Transition, Service = "parakeet",
                        From = ServiceVerdict.Healthy, To = ServiceVerdict.Unhealthy
                    }
                ]
            },
            await panel.TakeLeaseAsync());
        return panel;
    }
}
