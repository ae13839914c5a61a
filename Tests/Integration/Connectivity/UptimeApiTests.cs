using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

public sealed class UptimeApiTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("?window=day", "day", 96)]
    [InlineData("?window=month", "month", 120)]
    [InlineData("?window=year", "year", 365)]
    [InlineData("", "day", 96)]
    public async Task All_services_are_told_over_the_window(string query, string window, int count)
    {
        await using var panel = await LogPanel.StartAsync(
            server, ("CUSTOM_SERVICES", "ocr other http://192.0.2.9:80/healthz"));
        var uptime = new UptimeStore(panel.Redis);
        var (lease, now) = (await panel.TakeLeaseAsync(), DateTimeOffset.UtcNow);
        var empty = await uptime.ReadAsync("ocr");
        var minute = new UptimeSpan(now.AddSeconds(-60), now, UptimeState.Up);
        await uptime.WriteAsync("ocr", empty, empty.With(minute), lease);

        var view = JsonNode.Parse(await panel.Http.GetStringAsync($"/api/uptime{query}", Cancel))!;

        Assert.Equal(window, (string?)view["window"]);
        var services = view["services"]!.AsArray();
        Assert.Equal(["vllm", "parakeet", "magpie", "ocr"], services.Select(service => (string?)service!["name"]));
        Assert.All(services, service => Assert.Equal(count, service!["buckets"]!.AsArray().Count));
        var ocr = services[3]!;
        Assert.Equal((1.0, 60, 0), ((double)ocr["up_fraction"]!, (int)ocr["up_seconds"]!, (int)ocr["down_seconds"]!));
        Assert.True(services[0]!.AsObject().TryGetPropertyValue("up_fraction", out var nothing) && nothing is null);
    }

    [Fact]
    public async Task Another_window_is_refused_and_the_choices_are_named()
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await panel.Http.GetAsync("/api/uptime?window=week", Cancel);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((HttpStatusCode.BadRequest, "invalid"), (answer.StatusCode, (string?)problem["code"]));
        Assert.Equal("window: One of day, month, year.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task A_full_year_of_all_services_is_told_at_once()
    {
        await using var panel = await LogPanel.StartAsync(server);
        var (lease, now) = (await panel.TakeLeaseAsync(), DateTimeOffset.UtcNow);
        var whole = new UptimeRecord(null, new Dictionary<string, UptimeBucket>())
            .With(new(now.AddDays(-366), now, UptimeState.Up));
        foreach (var service in (string[])["vllm", "parakeet", "magpie"])
        {
            var empty = new UptimeRecord(null, new Dictionary<string, UptimeBucket>());
            Assert.True(await new UptimeStore(panel.Redis).WriteAsync(service, empty, whole, lease));
        }

        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await panel.Http.GetStringAsync("/api/uptime?window=year", Cancel);
            var took = Stopwatch.GetElapsedTime(start);
            if (took < fastest) fastest = took;
        }

        Assert.True(fastest < TimeSpan.FromMilliseconds(50), $"It took {fastest.TotalMilliseconds:0.0} ms at best.");
    }
}
