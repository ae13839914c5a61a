using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The page under states and answers that are played to it.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ToldTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task A_model_is_loaded_in_spite_of_a_check_that_may_be_ignored()
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped"), spark2: "down"));
        await told.FindAsync("house", Told.Check("unknown", mayBeIgnored: true));
        await told.AnswerAsync("/api/swap", 202, new { id = "s-1" });

        await seen.SwitchTo("The house").ClickAsync();
        await Expect(seen.Dialog).ToContainTextAsync("Spark 2 cannot be asked");
        await Expect(seen.Dialog.Locator("code", new() { HasText = "wakeonlan" })).ToBeVisibleAsync();
        await seen.Button("Load anyway").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        await Expect(seen.Headline).ToBeFocusedAsync();
        Assert.Contains("""POST /api/swap {"model":"house","anyway":true}""", told.Sent);
    }

    [Fact]
    public async Task A_check_that_may_not_be_ignored_leaves_no_way_to_load()
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped")));
        await told.FindAsync("house", Told.Check("failed", mayBeIgnored: false));

        await seen.SwitchTo("The house").ClickAsync();

        await Expect(seen.Button("Look again")).ToBeVisibleAsync();
        await Expect(seen.Button("Load it now")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_failure_that_may_be_passed_over_has_a_button_for_it()
    {
        var swap = Told.Swap("load", "failed");
        swap["failure"] = new JsonObject
        {
            ["code"] = "memory_not_back",
            ["title"] = "The memory did not come back",
            ["remedies"] = new JsonArray(new JsonObject { ["title"] = "Load anyway", ["anyway"] = true })
        };
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped"), swap));
        await told.AnswerAsync("/api/swap", 202, new { id = "s-2" });

        await seen.Button("Load anyway").ClickAsync();

        await Expect(seen.Headline).ToBeFocusedAsync();
        Assert.Equal(["""POST /api/swap {"model":"garden","anyway":true}"""], told.Sent);
    }

    [Fact]
    public async Task A_stop_that_failed_is_seen_and_can_be_tried_again()
    {
        var told = await OpenAsync(Told.Keys(Told.Serving("house"), Told.Swap("stop", "failed", remains: "left_over")));
        await told.AnswerAsync("/api/stop", 202, new { id = "s-3" });

        await seen.SaysAsync("The house did not stop");
        await Expect(seen.Page.Locator("failure-panel")).ToContainTextAsync("Something is left on Spark 2.");
        await seen.Button("Try again").ClickAsync();
        await seen.Button("Stop it now").ClickAsync();

        await Expect(seen.Headline).ToBeFocusedAsync();
        Assert.Equal(["""POST /api/stop {"model":"house"}"""], told.Sent);
    }

    [Fact]
    public async Task A_cancelled_load_says_what_it_left()
    {
        await OpenAsync(Told.Keys(Told.Vllm("stopped"), Told.Swap("load", "cancelled", remains: "unknown")));

        await Expect(seen.Page.Locator("last-load")).ToContainTextAsync("What is left on Spark 2 is unknown.");
    }

    [Fact]
    public async Task A_question_that_is_left_open_does_not_stop_another_model()
    {
        var told = await OpenAsync(Told.Keys(Told.Serving("house")));
        await seen.Button("Stop").ClickAsync();
        await Expect(seen.Dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Stop The house?");

        await told.ChangeAsync("swap", Told.Swap("load", "loading", "weights"));
        await Expect(seen.Dialog).ToContainTextAsync("The garden is being loaded now.");
        await Expect(seen.Button("Stop it now")).ToBeDisabledAsync();

        await told.ChangeAsync("swap", Told.Swap("load", "ready"));
        await told.ChangeAsync("service:vllm", Told.Serving("garden"));
        await Expect(seen.Dialog).ToContainTextAsync("The garden serves now.");
        await Expect(seen.Button("Stop it now")).ToBeDisabledAsync();
        await Expect(seen.Button("Keep it running")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_confirm_that_is_left_open_says_what_the_click_ends_now()
    {
        var told = await OpenAsync(Told.Keys(Told.Serving("house")));
        await told.FindAsync("garden");
        await seen.SwitchTo("The garden").ClickAsync();
        await Expect(seen.Dialog).ToContainTextAsync("Nothing. Idle.");

        var busy = Told.Serving("house");
        busy["requests_running"] = 2;
        await told.ChangeAsync("service:vllm", busy);
        await Expect(seen.Dialog).ToContainTextAsync("2 requests at work will be cut off.");

        await told.TellAsync("stale", new() { ["seconds"] = 3 });
        await Expect(seen.Button("Stop and switch now")).ToBeDisabledAsync();
        await Expect(seen.Dialog).ToContainTextAsync("Redis does not answer");
    }

    [Theory]
    [InlineData(0, null, "Whether it has done it is not known")]
    [InlineData(423, "reserved", "bench has reserved the Sparks. Wait until the reservation ends.")]
    [InlineData(503, "redis_away", "Redis does not answer. Nothing was changed.")]
    public async Task A_click_that_fails_says_why_and_can_be_made_again(int status, string? code, string words)
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped")));
        await told.FindAsync("house");
        await told.AnswerAsync("/api/swap", status, new { code, detail = "send its token", holder = "bench" });

        await seen.SwitchTo("The house").ClickAsync();
        await seen.Button("Load it now").ClickAsync();

        await Expect(seen.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        await Expect(seen.Button("Load it now")).ToBeEnabledAsync();
        seen.TakeFaults();
    }

    [Fact]
    public async Task A_click_that_came_second_leads_to_the_load_that_came_first()
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped")), route: "models");
        await told.FindAsync("house");
        await told.AnswerAsync("/api/swap", 409, new { code = "swap_runs", detail = "POST /api/swap/s-9/cancel" });

        await seen.SwitchTo("The house").ClickAsync();
        await seen.Button("Load it now").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Another load or stop began a moment ago.");
        await Expect(seen.Page.Locator("home-page")).ToBeVisibleAsync();
        await Expect(seen.Dialog).ToHaveCountAsync(0);
        seen.TakeFaults();
    }

    [Fact]
    public async Task A_panel_that_was_replaced_in_mid_load_is_believed_though_its_count_begins_anew()
    {
        var told = await OpenAsync(Told.Keys(Told.Serving("house"), Told.Swap("load", "loading", "weights")));
        await seen.SaysAsync("Loading The garden");

        await told.SnapshotAsync(Told.Keys(Told.Vllm("stopped"), Told.Swap("load", "failed")), generation: "another");

        await seen.SaysAsync("The garden did not load");
    }

    [Fact]
    public async Task A_button_keeps_its_focus_while_the_load_goes_on()
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped"), Told.Swap("load", "loading", "weights")));
        await seen.Button("Cancel the load").FocusAsync();

        await told.ChangeAsync("swap", Told.Swap("load", "loading", "compile"));

        await Expect(seen.Page.Locator("phase-list tr[data-state=now]").First).ToContainTextAsync("Compile");
        await Expect(seen.Button("Cancel the load")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("setup", "#spark2_user")]
    [InlineData("settings", "#vllm_container")]
    public async Task What_was_typed_before_the_settings_came_is_kept(string route, string field)
    {
        var isTyped = new TaskCompletionSource();
        await OpenAsync(new(), route: "models");
        await seen.Page.RouteAsync("**/api/settings", async get =>
        {
            await isTyped.Task;
            await get.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = """{ "revision": "1", "values": { "spark1_user": "nik" }, "settings": {} }"""
            });
        });
        await seen.Page.EvaluateAsync("route => { location.hash = route; }", route);

        await seen.Page.Locator(field).FillAsync("mine");
        isTyped.SetResult();

        await Expect(seen.Page.Locator("#spark1_user")).ToHaveValueAsync("nik");
        await Expect(seen.Page.Locator(field)).ToHaveValueAsync("mine");
    }

    [Fact]
    public async Task At_360_px_a_spark_that_cannot_be_asked_is_told_without_scrolling_sideways()
    {
        await OpenAsync(Told.Keys(Told.Serving("house"), spark2: "down"), Window.Phone);

        await Expect(seen.Page.Locator("live-state")).ToContainTextAsync("Spark 2: no answer");
        Assert.Equal(0, await seen.OverflowAsync());
        Assert.Empty((await seen.Page.RunAxe()).Violations);
    }

    [Fact]
    public async Task At_360_px_a_name_as_long_as_a_path_does_not_make_the_page_scroll_sideways()
    {
        const string Name = "an-organisation/A-Model-Of-480B-Parameters-Instruct-FP8-dynamic-v2";
        var vllm = Told.Serving("house");
        vllm["model"] = new JsonObject { ["id"] = Name };
        await OpenAsync(Told.Keys(vllm), Window.Phone);

        await seen.SaysAsync($"{Name} is serving");
        Assert.Equal(0, await seen.OverflowAsync());
    }

    [Fact]
    public async Task A_model_that_may_run_unseen_can_be_stopped()
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("unknown")));
        await told.AnswerAsync("/api/stop", 202, new { id = "s-3" });

        await seen.Button("Stop").ClickAsync();
        await seen.Button("Stop it now").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.Equal(["POST /api/stop {}"], told.Sent);
    }

    [Fact]
    public async Task At_360_px_one_spark_has_the_names_of_its_pieces()
    {
        var keys = Told.Keys(Told.Vllm("stopped"));
        ((JsonObject)keys["settings"]!)["spark2"] = null;
        keys["node:spark1"] = new JsonObject { ["mem_total_bytes"] = 128L << 30, ["mem_available_bytes"] = 80L << 30 };
        await OpenAsync(keys, Window.Phone);

        var name = await seen.Page.Locator("pair-lanes .names li").First.BoundingBoxAsync();
        Assert.True(name!.Height > 10, "The row of names has no height.");
    }

    [Fact]
    public async Task What_was_not_counted_is_dotted_and_no_text_is_cut_in_mid_word()
    {
        await OpenAsync(Told.Keys(Told.Vllm("stopped"), Told.Swap("load", "loading", "weights")), Window.Phone);

        await Expect(seen.Page.Locator(".lane [data-uncounted]")).ToHaveCountAsync(2);
        await Expect(seen.Page.GetByText("no history yet")).ToBeHiddenAsync();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<ToldPage> OpenAsync(JsonObject keys, Window? window = null, string route = "home")
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route: null);
        return await ToldPage.OpenAsync(seen, demo.Address, route, keys);
    }
}
