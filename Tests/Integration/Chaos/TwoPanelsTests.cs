using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Simulator.Scenarios;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>Two panels that know nothing of each other, on the same Sparks.</summary>
[Collection(ChaosCollection.Name)]
public sealed class TwoPanelsTests(ChaosRig rig) : IClassFixture<ChaosRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_panel_only_watches_until_a_user_takes_over_and_then_the_first_yields()
    {
        await using var redis = new RedisFixture();
        await redis.StartAsync();
        await using var first = await rig.PanelAsync();
        var id = await first.BeginAsync("qwen36");
        await first.SwapIsAsync(swap => swap.Step is not null, "loads");

        await using var second = await rig.PanelAsync(rig.AnotherData("second"), redis);
        await Moment.WhenAsync(
            async () => await AnotherPanelAsync(second) == await PanelAsync(first), "the second one sees the first");
        Assert.Equal("another_panel", await RefusalAsync(second));
        await first.EndsAsync(id);
        await SwapProof.ServesAsync(rig, first, id, launchesBefore: 0);

        // The other panel comes in between, however long it takes.
        rig.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var loading = await first.BeginAsync("gemma4");
        await first.SwapIsAsync(swap => swap.Id == loading && swap.Step is not null, "loads");
        using (var taken = await second.Http.PostAsJsonAsync("/api/driver/takeover", new { }, Cancel))
        {
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        }

        await Moment.WhenAsync(async () => await AnotherPanelAsync(second) is null, "the second one drives");
        var won = await second.BeginAsync("qwen36");
        var yielded = await first.EndsAsync(loading);
        await second.EndsAsync(won);

        Assert.Equal("another_panel", yielded.Failure?.Code);
        Assert.Equal("another_panel", await RefusalAsync(first));
        await SwapProof.ServesAsync(rig, second, won, launchesBefore: 2);
        foreach (var node in rig.Pair.Nodes)
            Assert.EndsWith(await PanelAsync(second), await ChaosRig.EpochAsync(node), StringComparison.Ordinal);
    }

    private static async Task<string?> AnotherPanelAsync(PanelProcess panel) =>
        (string?)(await panel.StatusAsync())["driver"]?["another_panel"];

    private static async Task<string> PanelAsync(PanelProcess panel) =>
        (string)(await panel.StatusAsync())["settings"]!["panel_id"]!;

    private static async Task<string?> RefusalAsync(PanelProcess panel)
    {
        using var answer = await panel.ClickAsync("gemma4");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"];
    }
}
