using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>Models, their settings and the launcher under states and answers that are played to the page.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ToldModelsTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task A_download_says_how_far_it_is_and_is_cancelled_after_one_question()
    {
        var told = await OpenAsync("models", ToldModels.Keys(ToldModels.Download()));
        await told.AnswerAsync("/api/downloads/d-1/cancel", 202, new { id = "d-1" });
        var card = seen.Page.Locator("download-card");
        await Expect(card).ToContainTextAsync(
            "31 % of the whole, about 12 minutes left. 118 MB/s, about 8 minutes to Spark 1; then it is copied to Spark 2.");
        var bar = card.GetByRole(AriaRole.Progressbar, new() { Name = "Hub to Spark 1" });
        await Expect(bar).ToHaveJSPropertyAsync("value", 62);
        await Expect(seen.Page.Locator("model-card", new() { HasText = "The garden" }))
            .ToContainTextAsync("Downloading, 62 % on Spark 1");

        await card.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(seen.Button("Go on downloading")).ToBeFocusedAsync();
        await seen.Button("Cancel the download").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.Equal(["POST /api/downloads/d-1/cancel {}"], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task Files_of_a_download_are_told_one_by_one_to_who_asks_for_them_on_a_phone_too()
    {
        var told = await OpenAsync("models", ToldModels.Keys(ToldModels.Download()), Window.Phone);
        var card = seen.Page.Locator("download-card");
        var files = card.Locator("[data-part=files] li");
        await Expect(files).ToHaveCountAsync(0);

        await card.GetByText("1 of 3 files are on Spark 1").ClickAsync();

        await Expect(files).ToHaveCountAsync(3);
        await Expect(files.First).ToContainTextAsync("40 %, 2 of 5 GiB");
        await Expect(files.First.GetByRole(AriaRole.Progressbar)).ToHaveJSPropertyAsync("value", 40);
        await Axe.FindsNothingAsync(seen, "files of a download");
        Assert.Equal(0, await seen.OverflowAsync());
        var later = ToldModels.Download();
        later["files"]![1]!["done"]!["spark1"] = 5L << 30;
        await told.ChangeAsync("job:d-1", later);
        await Expect(card).ToContainTextAsync("2 of 3 files are on Spark 1");
        await Expect(files.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_check_of_what_is_on_the_disks_is_begun_in_the_table_and_drawn_as_a_check()
    {
        var told = await OpenAsync("models", ToldModels.Keys(ToldModels.Check()), Window.Phone);
        await told.AnswerAsync("/api/disk/verify?weights=org%2Fspare", 202, new { id = "d-9" });
        var card = seen.Page.Locator("download-card");
        await Expect(card.GetByRole(AriaRole.Progressbar, new() { Name = "Spark 2" }))
            .ToHaveJSPropertyAsync("value", 20);
        await Expect(card).ToContainTextAsync("compared with the Hub's sums, about 8 minutes left");

        var row = seen.Page.Locator("disk-table tr", new() { HasText = "org/spare" });
        await row.GetByText("More").ClickAsync();
        await row.GetByText("Check every byte").ClickAsync();
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Every byte is being read");
        await row.GetByText("Delete unfinished files, 3 GiB").ClickAsync();
        await Expect(seen.Button("Keep it")).ToBeFocusedAsync();
        await seen.Button("Keep it").ClickAsync();
        await Axe.FindsNothingAsync(seen, "what can be done with weights");
        Assert.Equal(0, await seen.OverflowAsync());
        await row.GetByText("Add to catalog").ClickAsync();
        await Expect(seen.Page.Locator("#add-name")).ToHaveValueAsync("The meadow");
        Assert.Equal(["POST /api/disk/verify {}"], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task A_button_of_a_download_keeps_its_focus_while_it_goes_on()
    {
        var told = await OpenAsync("models", ToldModels.Keys(ToldModels.Download()));
        var cancel = seen.Page.Locator("download-card").GetByRole(AriaRole.Button);
        await cancel.FocusAsync();

        var later = ToldModels.Download();
        later["transfers"]![0]!["percent"] = 63;
        await told.ChangeAsync("job:d-1", later);

        await Expect(seen.Page.Locator("download-card")).ToContainTextAsync("63 %");
        await Expect(cancel).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_was_brought_is_added_to_the_catalog_as_its_files_suggest()
    {
        var told = await OpenAsync("models", ToldModels.Keys(ToldModels.Done()));
        await told.AnswerAsync("/api/models", 201, ToldModels.Model(), "POST");

        await seen.Page.Locator("download-card").GetByText("Add to catalog").ClickAsync();
        await Expect(seen.Page.GetByLabel("Repository or directory").First).ToHaveValueAsync("org/meadow");
        await Expect(seen.Dialog).ToContainTextAsync("one Spark holds them");
        await seen.Page.Locator("#add-name").FillAsync("My meadow");
        await seen.Button("Add to catalog").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        var sent = JsonNode.Parse(told.Sent.Single(IsChange)["POST /api/models ".Length..])!;
        Assert.Equal("My meadow", (string?)sent["name"]);
        Assert.Equal("meadow", (string?)sent["key"]);
        Assert.Equal("hermes", (string?)sent["args"]![1]);
        Assert.Equal(32768, (int?)sent["settings"]!["max_model_len"]);
    }

    [Fact]
    public async Task What_a_repository_takes_is_said_before_the_click()
    {
        var told = await OpenAsync("models", ToldModels.Keys(), Window.Phone);
        await told.AnswerAsync("/api/downloads", 202, new { id = "d-2" });

        await seen.Page.Locator("#repo").FillAsync("https://huggingface.co/org/meadow/tree/main");

        var known = seen.Page.Locator("download-field dl");
        await Expect(known).ToContainTextAsync("24 GiB in 9 files");
        await Expect(known).ToContainTextAsync("Open the licence page");
        await Axe.FindsNothingAsync(seen, "a repository");
        Assert.Equal(0, await seen.OverflowAsync());
        await seen.Button("Both").ClickAsync();
        await Expect(known).ToContainTextAsync("how much Spark 2 has is unknown");
        await seen.Button("Download").ClickAsync();
        await Expect(seen.Page.Locator("download-field [role=status]")).ToHaveTextAsync("It was begun.");
        Assert.Equal(["""POST /api/downloads {"repo":"org/meadow","nodes":"cluster"}"""], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task A_download_is_followed_by_the_switch_where_that_was_chosen()
    {
        var keys = ToldModels.Keys();
        foreach (var (_, disk) in keys["disk"]!["nodes"]!.AsObject()) disk!["weights"]!.AsObject().Remove("org/garden");
        var told = await OpenAsync("models", keys);
        await told.AnswerAsync("/api/downloads", 202, new { id = "d-2" });

        await seen.Page.Locator("#repo").FillAsync("org/house");
        await Expect(seen.Page.Locator("download-field dl")).ToContainTextAsync("24 GiB in 9 files");
        await seen.Page.GetByLabel("Switch to The house when done").CheckAsync();
        await seen.Page.Locator("download-field").GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();
        await Expect(seen.Page.Locator("download-field [role=status]")).ToHaveTextAsync("It was begun.");
        await seen.SwitchTo("The garden").ClickAsync();
        await seen.Dialog.GetByLabel("Switch to it when done").CheckAsync();
        await seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();
        await Expect(seen.Dialog).ToHaveCountAsync(0);

        Assert.Equal(
            [
                """POST /api/downloads {"repo":"org/house","nodes":"solo","then_swap":"house"}""",
                """POST /api/downloads {"repo":"org/garden","nodes":"cluster","then_swap":"garden"}"""
            ],
            told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task A_context_is_chosen_by_its_fit_and_saved_on_what_was_read()
    {
        var told = await OpenAsync("/models/house", ToldModels.Keys());
        await told.AnswerAsync("/api/models/house/settings", 200, ToldModels.Model("r2", 98304));
        await Expect(seen.Page.Locator(".verdict")).ToContainTextAsync("20.0 GiB to spare on Spark 1");
        await told.AnswerAsync("/api/models/house/fit*", 200, ToldModels.Fit(-2));
        const string Command = "vllm serve org/house --max-model-len 98304";
        await told.AnswerAsync("/api/models/house/command*", 200, new { command = Command });

        await seen.Page.GetByLabel("Context", new() { Exact = true }).FillAsync("98304");

        await Expect(seen.Page.Locator(".verdict")).ToContainTextAsync("Spark 1 lacks 2.0 GiB");
        await Expect(seen.Page.Locator("memory-bar [data-part=over]")).ToHaveCountAsync(1);
        await Expect(seen.Page.Locator("pre ins", new() { HasText = "--max-model-len 98304" })).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(seen, "a context that does not fit");
        await told.AnswerAsync("/api/models", 200, new[] { ToldModels.Model("r2", 98304) });
        await seen.Button("Save 1 change").ClickAsync();
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        await Expect(seen.Button("Reset: Context")).ToBeVisibleAsync();
        Assert.Equal(
            ["""PUT /api/models/house/settings {"max_model_len":98304,"revision":"r1"}"""], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task A_share_above_the_safe_one_is_taken_only_by_one_who_says_so()
    {
        var told = await OpenAsync("/models/house", ToldModels.Keys());
        await told.AnswerAsync("/api/models/house/settings", 200, ToldModels.Model("r2"));

        await seen.Page.Locator("#gpu_memory_utilization").FillAsync("0,92");
        await Expect(seen.Page.GetByText("Above 0.90 the Spark can run out of memory")).ToBeVisibleAsync();
        await seen.Button("Save 1 change").ClickAsync();
        await Expect(seen.Button("Change it again")).ToBeFocusedAsync();
        Assert.DoesNotContain(told.Sent, IsChange);
        await seen.Button("Take it all the same").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        Assert.Equal(
            ["""PUT /api/models/house/settings {"gpu_memory_utilization":0.92,"revision":"r1","force":true}"""],
            told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task What_another_has_saved_meanwhile_is_told_and_what_was_typed_is_kept()
    {
        var told = await OpenAsync("/models/house", ToldModels.Keys());
        await told.AnswerAsync("/api/models/house/settings", 409, new { code = "moved", detail = "Look again." });
        await seen.Page.Locator("#max_num_seqs").FillAsync("8");
        await told.AnswerAsync("/api/models", 200, new[] { ToldModels.Model("r2", 65536) });

        await seen.Button("Save 1 change").ClickAsync();

        await Expect(seen.Page.GetByText("It was changed elsewhere meanwhile.")).ToBeVisibleAsync();
        await Expect(seen.Page.GetByLabel("Context", new() { Exact = true })).ToHaveValueAsync("65,536");
        await Expect(seen.Page.Locator("#max_num_seqs")).ToHaveValueAsync("8");
        seen.TakeFaults();
    }

    [Fact]
    public async Task Weights_are_deleted_after_one_question_that_names_their_bytes()
    {
        var told = await OpenAsync("models", ToldModels.Keys(), Window.Phone);
        await told.AnswerAsync("/api/disk?weights=org%2Fold", 202, new { id = "x-1" });
        var row = seen.Page.Locator("disk-table tr", new() { HasText = "org/old" });
        await Expect(row.Locator(".unknown")).ToHaveTextAsync("unknown");
        var used = seen.Page.Locator("disk-table tr", new() { HasText = "The house" });
        await Expect(used.GetByRole(AriaRole.Button)).ToBeDisabledAsync();

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(seen.Button("Keep them")).ToBeFocusedAsync();
        await seen.Button("Delete 14 GiB").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.StartsWith("DELETE /api/disk", told.Sent.Single(IsChange), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_shows_what_it_brings_and_is_begun_after_one_question()
    {
        var told = await OpenAsync("/update", ToldModels.Keys(), Window.Phone);
        await told.AnswerAsync("/api/update/apply", 202, new { id = "u-1" });
        await seen.SaysAsync("One commit behind");
        await Expect(seen.Page.Locator(".commits mark")).ToHaveTextAsync("vLLM");
        await Expect(seen.Page.Locator("[data-part=images]")).ToContainTextAsync("The Sparks have different images");
        await Axe.FindsNothingAsync(seen, "launcher");
        Assert.Equal(0, await seen.OverflowAsync());

        await seen.Button("Update").ClickAsync();
        await Expect(seen.Button("Leave it as it is")).ToBeFocusedAsync();
        await seen.Button("Update it now").ClickAsync();

        await Expect(seen.Headline).ToBeFocusedAsync();
        Assert.Equal(["POST /api/update/apply {}"], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task An_update_that_was_not_finished_is_said_to_be_that_and_can_be_made_again()
    {
        var told = await OpenAsync("/update", ToldModels.Keys());
        await told.AnswerAsync("/api/update", 200, ToldModels.HalfDone);
        await told.AnswerAsync("/api/update/apply", 202, new { id = "u-2" });
        await seen.Page.ReloadAsync();
        await told.SnapshotAsync(ToldModels.Keys());

        await seen.SaysAsync("The last update was not finished");
        await Expect(seen.Page.Locator(".lede")).ToContainTextAsync("its image is of 013cd2e");
        await Expect(seen.Button("Roll back")).ToBeEnabledAsync();
        await seen.Button("Update again").ClickAsync();
        await seen.Button("Update it now").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.Equal(["POST /api/update/apply {}"], told.Sent.Where(IsChange));
    }

    private static bool IsChange(string sent) => !sent.StartsWith("GET ", StringComparison.Ordinal);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<ToldPage> OpenAsync(string route, JsonObject keys, Window? window = null)
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route: null);
        return await ToldPage.OpenAsync(seen, demo.Address, route, keys, async told =>
        {
            await told.AnswerAsync("/api/models", 200, new[] { ToldModels.Model() });
            await told.AnswerAsync("/api/models/suggest*", 200, ToldModels.Suggestion);
            await told.AnswerAsync("/api/models/house/fit*", 200, ToldModels.Fit(20));
            await told.AnswerAsync("/api/models/house/command*", 200, new { command = "vllm serve org/house" });
            await told.AnswerAsync("/api/disk", 200, ToldModels.Disk);
            await told.AnswerAsync("/api/update", 200, ToldModels.Update);
        });
    }
}
