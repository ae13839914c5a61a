using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>What a stranger reports is only ever text, from the post to the last export of it.</summary>
public sealed class HostileReportTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private const string Error = "<img src=x onerror=alert(1)> [x](javascript:1) "
        + "\u001b[31mred\u001b]8;;http://evil\u0007\r\n# next | =1+1 \u202eevil \0";

    private const string Kept = "<img src=x onerror=alert(1)> [x](javascript:1) "
        + "[31mred]8;;http://evil  # next | =1+1 evil";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_text_in_the_log_in_the_table_and_on_the_incidents_page()
    {
        await using var panel = await LogPanel.StartAsync(server);
        await using var host = await MonitorHost.StartAsync(server, panel.Redis.Keys.Cluster);
        await host.AddMonitorAsync();

        using var other = await panel.Http.PostAsJsonAsync(
            "/api/health-event", new { service = "parakeet", ok = false, source = "another", error = "503" }, Cancel);
        using var posted = await panel.Http.PostAsJsonAsync(
            "/api/health-event",
            new { service = "parakeet", ok = false, source = "<i>app</i>", error = Error }, Cancel);
        var incidents = new IncidentStore(panel.Redis);
        await Until.TrueAsync(async () => (await incidents.ReadAsync(1)).Count > 0, "it is an incident");

        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        using var log = await panel.Http.GetAsync("/api/connectivity?kind=report", Cancel);
        Assert.Equal("application/json", log.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", log.Headers.GetValues("X-Content-Type-Options").Single());
        var line = JsonNode.Parse(await log.Content.ReadAsStringAsync(Cancel))!["entries"]!.AsArray()
            .Single(one => (string?)one!["source"] != "another")!;
        Assert.Equal((Kept, "<i>app</i>"), ((string?)line["error"], (string?)line["source"]));
        var table = await panel.Http.GetStringAsync("/api/connectivity?kind=report&format=csv", Cancel);
        Assert.Equal(3, table.TrimEnd().Split("\r\n").Length);
        var id = (await incidents.ReadAsync(1))[0].Id;
        var page = await panel.Http.GetStringAsync($"/api/incidents/{id}?format=markdown", Cancel);
        Assert.DoesNotMatch(@"(?<!\\)[<\[]", page);
        Assert.DoesNotContain("\n# next", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_a_megabyte_is_refused()
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await panel.Http.PostAsJsonAsync(
            "/api/health-event", new { service = "parakeet", ok = false, error = new string('x', 1 << 20) }, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(await new HandOver(panel.Redis, panel.Redis.Keys.Inbox).WaitingAsync());
    }
}
