using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The Health page under states and answers that are played to it.</summary>
[Collection(nameof(EndToEnd))]
public sealed class HealthTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task A_service_that_is_killed_stands_in_the_sentence_and_on_its_card_until_it_is_back()
    {
        var told = await OpenAsync();
        await seen.SaysAsync("Everything answers");

        await told.ChangeAsync("service:parakeet", ToldHealth.Service("parakeet", "unhealthy"));

        await seen.SaysAsync("Parakeet does not answer");
        await Expect(Card("Parakeet").Locator("header state-mark")).ToHaveTextAsync("Down");
        await told.ChangeAsync("service:parakeet", ToldHealth.Service("parakeet", "healthy"));
        await seen.SaysAsync("Everything answers");
    }

    [Fact]
    public async Task A_restart_is_asked_first_then_told_and_its_failure_says_what_helps()
    {
        var told = await OpenAsync();
        await told.AnswerAsync("/api/services/parakeet/restart", 202, new { id = "a-1" });

        await seen.Button("Restart: Parakeet").ClickAsync();
        await Expect(seen.Dialog).ToContainTextAsync("A transcription in progress is cut off");
        await Expect(seen.Button("Leave it as it is")).ToBeFocusedAsync();
        await seen.Button("Restart it now").ClickAsync();
        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.Contains("""POST /api/services/parakeet/restart {"source":"page"}""", told.Sent);

        await told.ChangeAsync("action:parakeet", ToldHealth.Action("running"));
        await Expect(Card("Parakeet")).ToContainTextAsync("Restarting since");
        await Expect(seen.Button("Stop: Parakeet")).ToBeDisabledAsync();

        const string Command = "docker logs parakeet-asr";
        await told.ChangeAsync("service:parakeet", ToldHealth.Service("parakeet", "unhealthy"));
        await told.ChangeAsync("action:parakeet", ToldHealth.Action("failed", "It ended at once", Command));
        await Expect(Card("Parakeet")).ToContainTextAsync("It ended at once.");
        await Card("Parakeet").GetByRole(AriaRole.Button, new() { Name = "Copy the command" }).ClickAsync();
        await Expect(Card("Parakeet").Locator(".copy output")).ToHaveTextAsync("Copied");
        Assert.Equal(Command, await seen.ClipboardAsync());
        await seen.Button("Close this report: Parakeet").ClickAsync();
        await Expect(Card("Parakeet")).Not.ToContainTextAsync("It ended at once.");
    }

    [Fact]
    public async Task At_360_px_a_hostile_report_is_only_text_and_nothing_scrolls_sideways()
    {
        await OpenAsync(Window.Phone, told => told.AnswerAsync(
            "/api/connectivity*", 200, ToldHealth.Log(ToldHealth.Report("r-1", ToldHealth.Hostile))));

        await Expect(seen.Page.Locator("event-log")).ToContainTextAsync("“<img src=x onerror=alert(1)> red xxx");
        await Expect(seen.Page.Locator("event-log img")).ToHaveCountAsync(0);
        Assert.Equal(0, await seen.OverflowAsync());
        await Axe.FindsNothingAsync(seen, "health on a phone");
    }

    [Fact]
    public async Task The_log_reads_on_when_it_has_moved_and_asks_for_what_the_filter_and_the_search_say()
    {
        var told = await OpenAsync(answers: told => told.AnswerAsync(
            "/api/connectivity*", 200, ToldHealth.Log(ToldHealth.Report("r-1", "first"))));
        var lines = seen.Page.Locator("event-line");
        await Expect(lines).ToHaveCountAsync(1);

        await told.AnswerAsync("/api/connectivity*", 200, ToldHealth.Log(
            ToldHealth.Report("r-2", "second"), ToldHealth.Report("r-1", "first")));
        await told.ChangeAsync("journal", ToldHealth.Journal(2));
        await Expect(lines).ToHaveCountAsync(2);

        var filtered = seen.Page.WaitForRequestAsync(
            request => request.Url.EndsWith("?kind=transition%2Cwarning&q=park&limit=20", StringComparison.Ordinal));
        await seen.Button("Outages").ClickAsync();
        await seen.Page.GetByPlaceholder("Service, source or text").FillAsync("park");
        await filtered;
        await Expect(seen.Page.GetByText("CSV, the newest 1,000")).ToHaveAttributeAsync(
            "href", "/api/connectivity?kind=transition%2Cwarning&q=park&format=csv&limit=1000");
    }

    [Fact]
    public async Task An_incident_holds_its_lines_and_has_a_page_of_its_own()
    {
        var line = ToldHealth.Down("parakeet:4");
        var told = await OpenAsync(Window.Desk, async told =>
        {
            await told.AnswerAsync("/api/connectivity*", 200, ToldHealth.Log((JsonObject)line.DeepClone()));
            await told.AnswerAsync("/api/incidents", 200, new[] { ToldHealth.IncidentSummary() });
            await told.AnswerAsync("/api/incidents/i-1", 200, ToldHealth.Incident(line));
        });
        var incident = seen.Page.Locator("details.incident");
        await Expect(incident).ToContainTextAsync("Parakeet did not answer");
        await Expect(seen.Page.Locator("event-line")).ToHaveCountAsync(1);
        Assert.DoesNotContain(told.Sent, sent => sent.Contains("/api/incidents/i-1", StringComparison.Ordinal));

        await incident.Locator("summary").ClickAsync();
        await Axe.FindsNothingAsync(seen, "health with an incident");
        await incident.GetByText("Evidence: 1 minute of samples, 13 log lines").ClickAsync();

        await seen.SaysAsync("Parakeet did not answer");
        await Expect(seen.Headline).ToBeFocusedAsync();
        await Expect(seen.Page.Locator(".cause")).ToContainTextAsync("Everything on Spark 2 went down within 4 s.");
        await Expect(seen.Page.GetByRole(AriaRole.Row, new() { Name = "relay 3 0" })).ToBeVisibleAsync();
        var log = seen.Page.Locator(".beside details", new() { HasText = "Log of Parakeet: parakeet-asr on Spark 2" });
        var last = log.Locator("code").Last;
        await Expect(last).ToBeHiddenAsync();
        await log.Locator("summary").ClickAsync();
        await Expect(last).ToBeVisibleAsync();
        await Expect(last).ToContainTextAsync("<img src=x onerror=alert(1)> red xxx");
        await Axe.FindsNothingAsync(seen, "an incident");
    }

    [Fact]
    public async Task Without_the_history_the_page_says_so_and_still_tells_what_is()
    {
        await OpenAsync(answers: async told =>
        {
            var away = new { code = "redis_away", detail = "Redis does not answer." };
            foreach (var path in new[] { "uptime*", "connectivity*", "incidents", "services", "metrics/history*" })
                await told.AnswerAsync($"/api/{path}", 503, away);
        });

        await seen.SaysAsync("Everything answers");
        await Expect(seen.Page.Locator("day-strip")).ToContainTextAsync("The day cannot be read now.");
        await Expect(seen.Page.Locator("event-log")).ToContainTextAsync("The log cannot be read now.");
        await Expect(Card("Parakeet")).ToContainTextAsync("What can be done is unknown: Redis does not answer.");
        await Expect(seen.Button("Restart: Parakeet")).ToBeDisabledAsync();
        await seen.EndAsync(); // what could not be read is asked for again until then
        seen.TakeFaults();
    }

    [Fact]
    public async Task Memory_that_nobody_tells_apart_has_a_legend_of_its_own()
    {
        await OpenAsync();

        await Expect(seen.Page.Locator("memory-bar [data-part=used]")).ToHaveCountAsync(2);
        await Expect(seen.Page.Locator(".key li:visible")).ToHaveTextAsync(["in use", "free"]);
    }

    [Fact]
    public async Task A_file_that_the_panel_does_not_give_is_told_and_not_saved()
    {
        var told = await OpenAsync();
        await told.AnswerAsync("/api/connectivity*", 503, new { detail = "Redis does not answer." });

        await seen.Page.GetByText("CSV, the newest 1,000").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("cannot be had now. Redis does not answer.");
        await seen.EndAsync();
        seen.TakeFaults();
    }

    [Fact]
    public async Task The_way_to_hosts_and_containers_ends_at_their_group_of_the_settings()
    {
        await OpenAsync();

        await seen.Page.GetByText("Hosts and containers").ClickAsync();

        await Expect(seen.Page.Locator("settings-page #services-head")).ToBeFocusedAsync();
        await Expect(seen.Page.Locator("settings-page #services-head")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task The_model_that_serves_opens_in_open_webui_where_its_address_is_set()
    {
        const string Link = "http://chat.lan:3000/?models=house";
        var keys = ToldHealth.Keys();
        keys["settings"]!["open_web_ui_url"] = "http://chat.lan:3000";
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: null);
        await ToldPage.OpenAsync(seen, demo.Address, "home", keys, told => told.AnswerAsync(
            "/api/services", 200, new { services = new[] { new { name = "vllm", link = Link } } }));

        await Expect(seen.Page.GetByText("Open in Open WebUI")).ToHaveAttributeAsync("href", Link);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private ILocator Card(string title) => seen.Page.Locator("service-card", new() { HasText = title });

    private async Task<ToldPage> OpenAsync(Window? window = null, Func<ToldPage, Task>? answers = null)
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route: null);
        return await ToldHealth.OpenAsync(seen, demo.Address, answers);
    }
}
