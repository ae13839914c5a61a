using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The editor of a model while a person types and moves in it, under states that are played.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ToldEditorTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private Seen seen = null!;

    private ILocator Share => seen.Page.Locator("#gpu_memory_utilization");
    private ILocator Arguments => seen.Page.Locator("#extra_args");
    private ILocator Save => seen.Page.Locator("model-page [data-do=save]");
    private ILocator Said => seen.Page.Locator("model-page [data-part=said]");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task What_is_being_typed_is_not_rewritten_by_what_the_panel_says()
    {
        var told = await OpenAsync(ToldModels.Model());
        await Expect(Share).ToHaveValueAsync("0.70");

        await Share.FocusAsync();
        await seen.Page.Keyboard.PressAsync("End");
        await seen.Page.Keyboard.PressAsync("Backspace");
        await ServeAsync(told);
        await Expect(Share).ToHaveValueAsync("0.7");
        await seen.Page.Keyboard.TypeAsync("5");
        await Expect(Share).ToHaveValueAsync("0.75");

        await Arguments.FocusAsync();
        await seen.Page.Keyboard.TypeAsync("--a ");
        await StopAsync(told);
        await seen.Page.Keyboard.TypeAsync("--b");
        await Expect(Arguments).ToHaveValueAsync("--a --b");

        await Share.FillAsync("0.7");
        await Expect(Share).ToHaveValueAsync("0.7");
        await Save.FocusAsync();
        await Expect(Share).ToHaveValueAsync("0.70");
        await Expect(Save).ToHaveTextAsync("Save 1 change");
    }

    [Fact]
    public async Task Under_the_hand_the_fit_moves_and_the_axis_stays()
    {
        var told = await OpenAsync(ToldModels.Model(context: 131072));
        var range = seen.Page.GetByLabel("Context in tokens");
        await Expect(seen.Page.Locator(".verdict")).ToContainTextAsync("20.0 GiB to spare on Spark 1");
        await Expect(range).ToHaveAttributeAsync("max", "131072");
        await told.AnswerAsync("/api/models/house/fit*", 200, ToldModels.Fit(-2));

        await range.ScrollIntoViewIfNeededAsync();
        var box = (await range.BoundingBoxAsync())!;
        await seen.Page.Mouse.MoveAsync(box.X + box.Width - 4, box.Y + (box.Height / 2));
        await seen.Page.Mouse.DownAsync();
        await seen.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height / 2));

        await Expect(seen.Page.Locator(".verdict")).ToContainTextAsync("Spark 1 lacks 2.0 GiB");
        await Expect(range).ToHaveAttributeAsync("max", "131072");
        await seen.Page.Mouse.UpAsync();
        await Share.FocusAsync();
        await Expect(range).ToHaveAttributeAsync("max", "65536");
    }

    [Fact]
    public async Task Under_the_arguments_stands_what_the_images_vLLM_makes_of_them()
    {
        var told = await OpenAsync(ToldModels.Model());
        var line = seen.Page.Locator("model-page [data-part=options]");
        await Expect(line).ToHaveTextAsync("Not checked yet: this image was not asked for its options.");
        await told.AnswerAsync("/api/models/house/fit*", 200, ToldModels.Fit(20, []));
        await told.AnswerAsync("/api/models/house/fit?*extra_args=--foo*", 200, ToldModels.Fit(20, ["--foo"]));

        await told.ChangeAsync("options", new JsonObject { ["images"] = new JsonArray() });
        await Expect(line).ToHaveTextAsync("Checked one by one against this image's vLLM (0.17.1).");

        await Arguments.FillAsync("--foo");
        await Expect(line.Locator("state-mark[data-state=attention]"))
            .ToHaveTextAsync("This image's vLLM has no --foo.");
        await Axe.FindsNothingAsync(seen, "an argument that the image does not have");
        Assert.Equal(0, await seen.OverflowAsync());

        await Arguments.FillAsync("");
        await Expect(line.Locator("state-mark")).ToHaveCountAsync(0);
        await Expect(line).ToHaveTextAsync("Checked one by one against this image's vLLM (0.17.1).");
    }

    [Fact]
    public async Task A_model_of_ones_own_is_previewed_as_it_is_typed_and_only_what_was_changed_is_saved()
    {
        var told = await OpenAsync(ToldModels.Own());
        await told.AnswerAsync(
            "/api/models/house/command?nodes=cluster*", 200, new { command = "vllm serve org/house -tp 2" });
        await told.AnswerAsync("/api/models/house/fit?nodes=cluster*", 200, ToldModels.Fit(-2));
        await told.AnswerAsync("/api/models/house", 200, ToldModels.Own("r2", "My house"), "PUT");
        await Expect(seen.Page.Locator("#own-name")).ToHaveValueAsync("The house ");
        await Expect(Save).ToHaveTextAsync("Save");

        await seen.Page.Locator("#own-nodes").SelectOptionAsync("cluster");
        await Expect(seen.Page.Locator("pre ins", new() { HasText = "-tp 2" })).ToBeVisibleAsync();
        await Expect(seen.Page.Locator(".verdict")).ToContainTextAsync("Spark 1 lacks 2.0 GiB");
        await seen.Page.Locator("#own-nodes").SelectOptionAsync("solo");
        await seen.Page.Locator("#own-name").FillAsync("My house");
        await told.AnswerAsync("/api/models", 200, new[] { ToldModels.Own("r2", "My house") });
        await seen.Button("Save 1 change").FocusAsync();
        await seen.Page.Keyboard.PressAsync("Enter");

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        await Expect(Save).ToBeFocusedAsync();
        await Expect(Save).ToBeDisabledAsync();
        Assert.Equal(["""PUT /api/models/house {"name":"My house","revision":"r1"}"""], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task A_save_of_what_is_wrong_leads_to_it_and_says_so()
    {
        var told = await OpenAsync(ToldModels.Own(), Window.Phone);
        var weights = seen.Page.Locator("#own-weights");
        await weights.FillAsync("nothing");

        await seen.Button("Save 1 change").ClickAsync();

        await Expect(weights).ToBeFocusedAsync();
        await Expect(Said).ToHaveTextAsync("What is wrong has to be mended first.");
        await Expect(weights).ToHaveAttributeAsync("aria-invalid", "true");
        await seen.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await seen.Page.Keyboard.TypeAsync("org/house");
        await Expect(Said).ToHaveTextAsync("");
        await Save.ClickAsync(new() { Force = true });
        await Expect(Said).ToHaveTextAsync("Nothing was changed.");
        Assert.DoesNotContain(told.Sent, IsChange);
        await Axe.FindsNothingAsync(seen, "a model of one's own");
        Assert.Equal(0, await seen.OverflowAsync());
    }

    [Fact]
    public async Task A_share_that_is_refused_all_the_same_is_asked_for_once()
    {
        var told = await OpenAsync(ToldModels.Model());
        await told.AnswerAsync(
            "/api/models/house/settings", 409, new { code = "memory_share", detail = "Not with these arguments." });
        await seen.Page.Locator("#max_num_seqs").FillAsync("8");

        await seen.Button("Save 1 change").ClickAsync();
        await seen.Button("Take it all the same").ClickAsync();

        await Expect(Said).ToHaveTextAsync("Not with these arguments.");
        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.Equal(
            [
                """PUT /api/models/house/settings {"max_num_seqs":8,"revision":"r1"}""",
                """PUT /api/models/house/settings {"max_num_seqs":8,"revision":"r1","force":true}"""
            ],
            told.Sent.Where(IsChange));
        seen.TakeFaults();
    }

    [Fact]
    public async Task A_bundled_model_is_copied_as_ones_own()
    {
        var told = await OpenAsync(ToldModels.Model(context: 65536));
        await told.AnswerAsync("/api/models", 201, ToldModels.Own(), "POST");

        await seen.Button("Copy as mine").ClickAsync();
        await Expect(seen.Page.Locator("#add-name")).ToHaveValueAsync("The house, my copy");
        await seen.Button("Add to catalog").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        const string Own = """{"name":"The house, my copy","repo":"org/house","nodes":"solo","args":[],""",
            Settings = """{"max_model_len":65536,"gpu_memory_utilization":0.7,"prefix_caching":true}""";
        Assert.Equal([$"POST /api/models {Own}\"settings\":{Settings}}}"], told.Sent.Where(IsChange));
    }

    private static bool IsChange(string sent) => !sent.StartsWith("GET ", StringComparison.Ordinal);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>The models are read again after that, and the page has said it.</summary>
    private async Task ServeAsync(ToldPage told)
    {
        await told.ChangeAsync("service:vllm", Told.Serving("house"));
        await Expect(seen.Page.Locator(".lede")).ToContainTextAsync("It serves now.");
    }

    private async Task StopAsync(ToldPage told)
    {
        await told.ChangeAsync("service:vllm", Told.Vllm("stopped"));
        await Expect(seen.Page.Locator(".lede")).Not.ToContainTextAsync("It serves now.");
    }

    private async Task<ToldPage> OpenAsync(object model, Window? window = null)
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route: null);
        return await ToldPage.OpenAsync(seen, demo.Address, "/models/house", ToldModels.Keys(), async told =>
        {
            await told.AnswerAsync("/api/models", 200, new[] { model });
            await told.AnswerAsync("/api/models/house/fit*", 200, ToldModels.Fit(20));
            await told.AnswerAsync("/api/models/house/command*", 200, new { command = "vllm serve org/house" });
        });
    }
}
