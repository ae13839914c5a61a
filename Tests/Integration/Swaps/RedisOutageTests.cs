using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Redis goes away while a model loads, and comes back.</summary>
public sealed class RedisOutageTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_load_goes_on_while_redis_is_away_and_is_taken_up_where_it_stands()
    {
        await cockpit.ResetAsync();
        var id = await cockpit.BeginAsync("qwen3-vl");
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Loading);

        var away = DateTimeOffset.UtcNow;
        await cockpit.Redis.KillAsync();
        await Until.TrueAsync(
            async () => (await cockpit.Http.GetAsync("/api/status", Cancel)).Headers.Contains("X-Spark-Stale"),
            "answers say how old they are");
        var status = await cockpit.GetAsync("/api/status");
        using var endpoints = await cockpit.Http.GetAsync("/api/endpoints", Cancel);
        using var click = await cockpit.PostAsync("/api/swap", new { model = "qwen36" });
        var problem = JsonNode.Parse(await click.Content.ReadAsStringAsync(Cancel));
        await Until.TrueAsync(
            async () => (await Cockpit.DockerLinesAsync(cockpit.Head))
                .Any(line => line.Contains("startup complete", StringComparison.Ordinal)), "it serves");
        await cockpit.Redis.StartAsync();
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((id, "loading"), ((string?)status["swap"]!["id"], (string?)status["swap"]!["phase"]));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "redis_away"), (click.StatusCode, (string?)problem!["code"]));
        var known = JsonNode.Parse(await endpoints.Content.ReadAsStringAsync(Cancel))!.AsObject()
            .Select(entry => entry.Key);
        Assert.Equal((HttpStatusCode.OK, true), (endpoints.StatusCode, endpoints.Headers.Contains("X-Spark-Stale")));
        Assert.Equal(["vllm", "parakeet", "magpie"], known);
        Assert.Equal(SwapPhase.Ready, swap.Phase);
        Assert.Single(cockpit.Head.Launches);
        cockpit.RemainsAreTrue(swap);
        await cockpit.NoLineIsLostAsync(swap, awaySince: away);
        await Until.TrueAsync(
            async () => !(await cockpit.Http.GetAsync("/api/status", Cancel)).Headers.Contains("X-Spark-Stale"),
            "answers are new again");
    }
}
