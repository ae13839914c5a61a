using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>Several processes of one panel, on the same Redis.</summary>
[Collection(ChaosCollection.Name)]
public sealed class TwoInstancesTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_fifty_clicks_at_once_one_is_taken_and_the_others_are_told_its_id()
    {
        var launches = rig.Pair.Head.Launches.Count;
        await using var one = await rig.PanelAsync();
        await using var two = await rig.PanelAsync();
        await Moment.WhenAsync(async () => await KnowsAsync(one) && await KnowsAsync(two), "both know their catalog");

        var clicks = Enumerable.Range(0, 50)
            .Select(n => AnswerAsync(n % 2 == 0 ? one : two, n % 3 == 0 ? "qwen36" : "gemma4"));
        var answers = await Task.WhenAll(clicks);

        var id = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted).Id;
        Assert.All(answers, answer => Assert.Equal(id, answer.Id));
        Assert.Equal(49, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        await two.EndsAsync(id!);
        await SwapProof.ServesAsync(rig, two, id!, launches);
    }

    [Fact]
    public async Task A_standby_takes_clicks_and_takes_over_at_once_after_a_stop_and_in_twelve_seconds_after_a_kill()
    {
        var launches = rig.Pair.Head.Launches.Count;
        await using var one = await rig.PanelAsync();
        await Moment.WhenAsync(one.DrivesAsync, "the first one drives");
        await using var two = await rig.PanelAsync();
        var id = await two.BeginAsync("qwen36");
        await two.SwapIsAsync(
            swap => swap.Id == id && swap.Step is not null, "loads, driven by the one that was not clicked on");

        var stopping = one.TerminateAsync();
        var afterStop = await Moment.WhenAsync(two.DrivesAsync, "the standby drives after a stop");
        Assert.Equal(0, await stopping);
        await two.EndsAsync(id);
        await SwapProof.ServesAsync(rig, two, id, launches);

        await using var three = await rig.PanelAsync();
        await Moment.WhenAsync(async () => await KnowsAsync(three), "the third one knows its catalog");
        await two.KillAsync();
        var afterKill = await Moment.WhenAsync(three.DrivesAsync, "the standby drives after a kill");

        output.WriteLine($"Stop: {afterStop.TotalSeconds:0.00} s, kill: {afterKill.TotalSeconds:0.0} s");
        Assert.True(afterStop < TimeSpan.FromSeconds(3), $"A stop handed over after {afterStop}.");
        Assert.True(afterKill < TimeSpan.FromSeconds(13), $"A kill was noticed after {afterKill}.");
    }

    [Fact]
    public async Task A_driver_leaves_a_greater_number_on_both_Sparks_than_the_one_before_although_neither_changes_anything()
    {
        await using var one = await rig.PanelAsync();
        await Moment.WhenAsync(one.DrivesAsync, "the first one drives");
        await Moment.WhenAsync(async () => await NumbersAsync() is [>= 0 and var head, var worker]
            && head == worker, "the first one's number is on both");
        var before = await NumbersAsync();

        await using var two = await rig.PanelAsync();
        await one.KillAsync();

        await Moment.WhenAsync(async () => (await NumbersAsync()).Zip(before).All(n => n.First > n.Second),
            "the second one's number is on both");
    }

    [Fact]
    public async Task A_panel_whose_Redis_was_emptied_knows_its_own_mark_on_the_Sparks()
    {
        await using (var before = await rig.PanelAsync())
        {
            await Moment.WhenAsync(before.DrivesAsync, "it drives");
            await Moment.WhenAsync(
                async () => (await NumbersAsync()).All(number => number >= 0), "its mark is on both");
            await before.KillAsync();
        }

        await using (var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString + ",allowAdmin=true"))
        {
            await redis.Database.Multiplexer.GetServers()[0].FlushAllDatabasesAsync();
        }

        await using var after = await rig.PanelAsync();
        await Moment.WhenAsync(after.DrivesAsync, "it drives again");

        Assert.Null((await after.StatusAsync())["driver"]!["another_panel"]);
        await after.EndsAsync(await after.BeginAsync("qwen36"));
    }

    [Fact]
    public async Task What_is_true_is_seen_eighteen_seconds_after_the_leading_monitor_was_killed()
    {
        await using var panel = await rig.PanelAsync();
        await using var one = await rig.MonitorAsync();
        await using var two = await rig.MonitorAsync();
        await panel.EndsAsync(await panel.BeginAsync("gemma4"));
        await Moment.WhenAsync(async () => await VerdictAsync(panel) == "healthy", "the model is seen to serve");

        await (await LeadsAsync(one) ? one : two).KillAsync();
        await rig.Pair.Head.ShellAsync("docker rm -f vllm_node", Cancel);
        var took = await Moment.WhenAsync(
            async () => await VerdictAsync(panel) is "stopped" or "unhealthy", "the model is seen gone");

        output.WriteLine($"True after {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(18), $"The truth was seen after {took}.");
    }

    [Fact]
    public async Task Of_two_monitors_that_are_killed_in_turn_no_transition_is_lost_and_none_doubled()
    {
        var port = FreePort.Next();
        await using var panel = await rig.PanelAsync();
        using var put = await panel.Http.PutAsJsonAsync(
            "/api/settings",
            new { values = new { custom_services = new[] { $"bell other http://127.0.0.1:{port}/health" } } }, Cancel);
        put.EnsureSuccessStatusCode();
        var bell = await RingAsync();
        await using var one = await rig.MonitorAsync();
        await using var two = await rig.MonitorAsync();
        await SaysAsync("healthy");

        await HandOverAsync(await LeadsAsync(one) ? (one, two) : (two, one));
        await using var three = await rig.MonitorAsync();
        await HandOverAsync((await LeadsAsync(one) ? one : two, three));
        await bell.DisposeAsync();

        var log = JsonNode.Parse(
            await panel.Http.GetStringAsync("/api/connectivity?service=bell&kind=transition", Cancel))!;
        var entries = log["entries"]!.AsArray().Reverse().ToList();
        Assert.Equal(
            ["healthy", "unhealthy", "healthy", "unhealthy", "healthy"],
            entries.Select(entry => (string?)entry!["to"]));
        Assert.Equal(entries.Count, entries.Select(entry => (string?)entry!["id"]).Distinct().Count());

        async Task HandOverAsync((PanelProcess Leader, PanelProcess Standby) monitors)
        {
            await monitors.Leader.KillAsync();
            await bell.DisposeAsync();
            var took = await Moment.WhenAsync(() => LeadsAsync(monitors.Standby), "the standby leads");
            Assert.True(took < TimeSpan.FromSeconds(15), $"The standby took {took} to lead.");
            await SaysAsync("unhealthy");
            bell = await RingAsync();
            await SaysAsync("healthy");
        }

        Task<FakeService> RingAsync() => FakeService.StartAsync(port, ("/health", 200, "{}"));

        Task SaysAsync(string verdict) => Moment.WhenAsync(
            async () => (string?)JsonNode.Parse(await panel.Http.GetStringAsync("/api/services/bell", Cancel))!
                ["state"]?["verdict"] == verdict,
            $"the bell is {verdict}");
    }

    private static async Task<(HttpStatusCode Status, string? Id)> AnswerAsync(PanelProcess panel, string model)
    {
        using var answer = await panel.ClickAsync(model);
        return (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["id"]);
    }

    private static async Task<bool> KnowsAsync(PanelProcess panel) => (await panel.StatusAsync())["driver"] is not null;

    private static async Task<string?> VerdictAsync(PanelProcess panel) =>
        (string?)(await panel.StatusAsync())["services"]!["vllm"]?["verdict"];

    // -1: no driver was there yet.
    private async Task<long[]> NumbersAsync() => await Task.WhenAll(rig.Pair.Nodes.Select(async node =>
        long.TryParse((await ChaosRig.EpochAsync(node)).Split(' ')[0], CultureInfo.InvariantCulture, out var number)
            ? number : -1));

    private async Task<bool> LeadsAsync(PanelProcess monitor)
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        string? token = await redis.Database.StringGetAsync(redis.Keys.Lease("health"));
        return token?.Contains($"-{monitor.Id}-", StringComparison.Ordinal) == true;
    }
}
