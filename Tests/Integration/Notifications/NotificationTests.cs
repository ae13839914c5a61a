using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Notifications;

/// <summary>Whoever wants to be told is, sooner or later, and not again and again.</summary>
public sealed class NotificationTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_comes_to_all_and_its_signature_is_right()
    {
        await using Hook hook = await Hook.StartAsync(), topic = await Hook.StartAsync();
        await using var panel = new ToldPanel(server, hook.Url, topic.Url);
        await panel.StartAsync();

        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.UntilAsync(async () => await IsSettledAsync(panel), "both have heard");

        var heard = Assert.Single(hook.All);
        Assert.Equal(
            ("incident_begin", "i-1:begin"), (heard.Headers["X-Spark-Event"], heard.Headers["X-Spark-Delivery"]));
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(ToldPanel.Secret), heard.Body));
        Assert.Equal($"sha256={signature}", heard.Headers["X-Spark-Signature"]);
        Assert.Equal("spark2", (string?)JsonNode.Parse(heard.Body)!["data"]!["node"]);
        var note = Assert.Single(topic.All);
        Assert.Equal(("Trouble", "high"), (note.Headers["Title"], note.Headers["Priority"]));
        Assert.Equal("It does not answer.", Encoding.UTF8.GetString(note.Body));
        Assert.Equal($"Bearer {ToldPanel.Token}", note.Headers["Authorization"]);
        Assert.DoesNotContain("Authorization", heard.Headers.Keys);
    }

    [Fact]
    public async Task Who_fails_is_told_again_and_who_has_heard_is_not()
    {
        await using Hook good = await Hook.StartAsync(), bad = await Hook.StartAsync();
        bad.Answers(500, 302);
        await using var panel = new ToldPanel(server, $"{bad.Url} {good.Url}");
        await panel.StartAsync();
        var begin = panel.Time.GetUtcNow();

        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.UntilAsync(async () => await IsSettledAsync(panel), "both have heard");

        Assert.Equal((3, 1), (bad.All.Count, good.All.Count));
        Assert.InRange((panel.Time.GetUtcNow() - begin).TotalSeconds, 35, 3600);
        Assert.Single(bad.All.Select(heard => Convert.ToHexString(heard.Body)).Distinct());
    }

    [Fact]
    public async Task A_restart_of_the_panel_goes_on_with_those_who_have_not_heard()
    {
        await using Hook good = await Hook.StartAsync(), bad = await Hook.StartAsync();
        bad.Answers(503);
        await using var panel = new ToldPanel(server, $"{bad.Url} {good.Url}");
        await panel.StartAsync();
        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.UntilAsync(
            async () => good.All.Count == 1 && await panel.Notices.ProgressAsync() is { Count: 1 } left
                && left.Values.Single().Contains("\"failures\":1", StringComparison.Ordinal),
            "one has heard and one has failed");

        await panel.StopAsync();
        await panel.StartAsync();
        await panel.UntilAsync(async () => await IsSettledAsync(panel), "both have heard");

        Assert.Equal((2, 1), (bad.All.Count, good.All.Count));
    }

    [Fact]
    public async Task Who_never_answers_is_given_up_and_holds_nobody_up()
    {
        await using var good = await Hook.StartAsync();
        await using var panel = new ToldPanel(server, $"http://127.0.0.1:{FreePort.Next()}/ {good.Url}");
        await panel.StartAsync();

        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.Notices.PushAsync(Notice("i-1:end"));
        await panel.UntilAsync(() => Task.FromResult(good.All.Count == 2), "the other one has heard");
        await Until.TrueAsync(
            async () =>
            {
                panel.Time.Advance(TimeSpan.FromSeconds(5));
                return await IsSettledAsync(panel);
            },
            "it is given up", seconds: 120);

        Assert.Empty(await panel.Notices.ProgressAsync());
        Assert.Equal(["i-1:begin", "i-1:end"], good.All.Select(heard => heard.Headers["X-Spark-Delivery"]));
    }

    [Fact]
    public async Task Who_could_not_be_told_of_a_beginning_hears_of_it_before_the_end()
    {
        await using var hook = await Hook.StartAsync();
        hook.Answers(500);
        await using var panel = new ToldPanel(server, hook.Url);
        await panel.StartAsync();

        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.Notices.PushAsync(Notice("i-1:end") with { At = DateTimeOffset.UtcNow.AddMinutes(1) });
        await panel.UntilAsync(async () => await IsSettledAsync(panel), "both were told");

        Assert.Equal(
            ["i-1:begin", "i-1:begin", "i-1:end"], hook.All.Select(heard => heard.Headers["X-Spark-Delivery"]));
    }

    [Fact]
    public async Task Who_is_slow_holds_up_nobody()
    {
        await using Hook slow = await Hook.StartAsync(), good = await Hook.StartAsync();
        slow.Close();
        // Nothing that is slow ends by itself while the test runs.
        await using var panel = new ToldPanel(server, $"{slow.Url} {good.Url}") { Patience = TimeSpan.FromMinutes(10) };
        await panel.StartAsync();

        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.UntilAsync(() => Task.FromResult(slow.All.Count == 1), "the slow one is asked");
        await panel.Notices.PushAsync(Notice("i-1:end"));
        await panel.UntilAsync(() => Task.FromResult(good.All.Count == 2), "the other one has heard both");

        Assert.Single(slow.All);
        slow.Open();
        await panel.UntilAsync(async () => await IsSettledAsync(panel), "the slow one has heard both");
        Assert.Equal((2, 2), (slow.All.Count, good.All.Count));
    }

    [Fact]
    public async Task A_power_cut_while_a_notice_is_begun_leaves_out_nobody()
    {
        await using Hook first = await Hook.StartAsync(), second = await Hook.StartAsync();
        var notes = 0;
        using var redis = new TrippedRelay(server.ConnectionString, said => IsNote(said) && ++notes == 2);
        await using var panel = new ToldPanel(server, $"{first.Url} {second.Url}")
        {
            ConnectionString = redis.ConnectionString
        };
        await panel.StartAsync();

        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.UntilAsync(() => Task.FromResult(redis.Tripped.IsCompleted), "the second note is cut off");
        await panel.StopAsync();
        panel.ConnectionString = server.ConnectionString;
        await panel.StartAsync();
        await panel.UntilAsync(async () => await IsSettledAsync(panel), "all have heard");

        Assert.NotEmpty(first.All);
        Assert.NotEmpty(second.All);

        static bool IsNote(string said) => said.Contains("EVAL", StringComparison.Ordinal)
            && said.Contains("notifications:progress", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_it_tells_stands_nowhere_but_in_the_file()
    {
        await using Hook hook = await Hook.StartAsync(), topic = await Hook.StartAsync();
        topic.Answers(500, 500);
        await using var panel = new ToldPanel(server, hook.Url, topic.Url);
        await panel.StartAsync();
        await panel.Notices.PushAsync(Notice("i-1:begin"));
        await panel.UntilAsync(
            async () => (await panel.Notices.ProgressAsync()).Values.Any(
                text => text.Contains("\"failures\":1", StringComparison.Ordinal)),
            "one has failed");

        var told = await panel.Http.GetStringAsync("/api/settings", Cancel);
        var stored = await panel.Redis.Database.StringGetAsync(panel.Redis.Keys.State(States.Settings.Name));

        Assert.Contains(new Uri(hook.Url).Authority, told, StringComparison.Ordinal);
        var progress = string.Join('\n', (await panel.Notices.ProgressAsync()).Keys);
        foreach (var text in (string[])[told, stored.ToString(), progress])
            Assert.DoesNotContain("/hook", text, StringComparison.Ordinal);
    }

    private static async Task<bool> IsSettledAsync(ToldPanel panel) =>
        (await panel.Notices.Waiting.WaitingAsync()).Count == 0
        && (await panel.Notices.Waiting.UnsettledAsync()).Count == 0;

    private static Notice Notice(string id) => new()
    {
        Id = id,
        At = DateTimeOffset.UtcNow,
        Event = NoticeEvent.IncidentBegin,
        Title = "Trouble",
        Text = "It does not answer.",
        Data = new() { ["node"] = "spark2" }
    };
}
