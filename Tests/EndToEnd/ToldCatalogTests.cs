using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The catalog, and the dialogs that add and import, under states that are played to the page.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ToldCatalogTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private const string Warning = "vLLM takes 0.92 of the memory. Above 0.90 the Spark can run out of it.";

    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task Another_repository_takes_nothing_of_the_one_before()
    {
        var told = await OpenAsync();
        await told.AnswerAsync("/api/models/suggest?repo=org%2Fgated", 403, new { code = "gated_repo" });
        var (weights, name) = (seen.Page.Locator("#add-weights"), seen.Page.Locator("#add-name"));
        await seen.Button("Add a model").ClickAsync();
        await weights.FillAsync("org/meadow");
        await Expect(name).ToHaveValueAsync("The meadow");
        await Expect(seen.Dialog).ToContainTextAsync("24 GiB in 9 files");
        await seen.Page.Locator("#add-nodes").SelectOptionAsync("cluster");

        await weights.FillAsync("org/gated");

        await Expect(name).ToHaveValueAsync("");
        await Expect(seen.Dialog).ToContainTextAsync("Accept its licence");
        await Expect(seen.Dialog).Not.ToContainTextAsync("24 GiB");
        await Expect(seen.Page.Locator("#add-nodes")).ToHaveValueAsync("cluster");
        await weights.FillAsync("/data/models/mine");
        await Expect(seen.Dialog.Locator("dl")).ToBeHiddenAsync();
        seen.TakeFaults();
    }

    [Fact]
    public async Task The_fit_of_a_new_model_is_that_of_the_Sparks_that_were_chosen()
    {
        var told = await OpenAsync();
        await told.AnswerAsync("/api/fit?repo=org%2Fmeadow&nodes=cluster*", 200, ToldModels.Fit(20));
        await seen.Button("Add a model").ClickAsync();
        await seen.Page.Locator("#add-weights").FillAsync("org/meadow");
        await Expect(seen.Page.Locator("#add-name")).ToHaveValueAsync("The meadow");

        await seen.Page.Locator("#add-nodes").SelectOptionAsync("cluster");

        await Expect(seen.Dialog).ToContainTextAsync("40 GiB are needed.");
    }

    [Fact]
    public async Task An_import_above_the_safe_share_is_taken_by_one_who_says_so()
    {
        var told = await OpenAsync();
        await told.AnswerAsync(
            "/api/models/import", 409, new { code = "memory_share", detail = "house takes 0.92 of the memory." });
        await seen.Button("Import").ClickAsync();
        await seen.Page.Locator("#import-text").FillAsync("overrides: {}");
        var force = seen.Dialog.GetByText("Take memory shares above 0.90");
        await Expect(force).ToBeHiddenAsync();

        await seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(seen.Dialog).ToContainTextAsync("house takes 0.92 of the memory.");
        await told.AnswerAsync(
            "/api/models/import", 200, new { taken = Array.Empty<string>(), skipped = Array.Empty<object>() });
        await force.ClickAsync();
        await seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();

        await Expect(seen.Dialog).ToContainTextAsync("Nothing was taken.");
        await Expect(seen.Dialog).Not.ToContainTextAsync("house takes");
        Assert.Equal(
            """POST /api/models/import {"yaml":"overrides: {}","replace":false,"force":true}""",
            told.Sent.Last(IsChange));
        seen.TakeFaults();
    }

    [Fact]
    public async Task A_dropped_model_is_put_away_with_its_settings()
    {
        var told = await OpenAsync(keys => keys["catalog"]!["dropped"] = new JsonArray(new JsonObject
        {
            ["key"] = "old",
            ["name"] = "The old one",
            ["settings"] = new JsonObject { ["max_model_len"] = 65536 },
            ["bundled_settings"] = new JsonObject { ["max_model_len"] = 32768 }
        }));
        await told.AnswerAsync("/api/models/old", 200, new { key = "old" }, "DELETE");
        await Expect(seen.Page.Locator("dropped-list")).ToContainTextAsync("Your settings for it are kept.");

        await seen.Button("Forget its settings: The old one").ClickAsync();
        await told.SendsAsync("DELETE /api/models/old ");
        await told.ChangeAsync("catalog", ToldModels.Keys()["catalog"]);

        await Expect(seen.Page.Locator("dropped-list")).ToBeHiddenAsync();
        await Expect(seen.Headline).ToBeFocusedAsync();
        Assert.Equal(["DELETE /api/models/old "], told.Sent.Where(IsChange));
    }

    [Fact]
    public async Task A_card_keeps_the_focus_when_a_load_begins_and_warns_of_its_share()
    {
        var told = await OpenAsync(
            keys => keys["catalog"]!["warnings"] = new JsonObject { ["garden"] = new JsonArray(Warning) });
        var card = seen.Page.Locator("model-card", new() { HasText = "The garden" });
        var (pencil, act) = (seen.Page.GetByLabel("Settings of The garden"), seen.SwitchTo("The garden"));
        await Expect(card).ToContainTextAsync(Warning);
        await Expect(act).ToBeEnabledAsync();
        await act.FocusAsync();

        var swap = Told.Swap("load", "loading");
        swap["model"] = "house";
        await told.ChangeAsync("swap", swap);

        await Expect(act).ToBeDisabledAsync();
        await Expect(act).ToBeFocusedAsync();
        await pencil.FocusAsync();
        swap["model"] = "garden";
        await told.ChangeAsync("swap", swap);
        await Expect(card.GetByText("Watch")).ToBeVisibleAsync();
        await Expect(pencil).ToBeFocusedAsync();
    }

    private static bool IsChange(string sent) => !sent.StartsWith("GET ", StringComparison.Ordinal);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<ToldPage> OpenAsync(Action<JsonObject>? with = null)
    {
        var keys = ToldModels.Keys();
        with?.Invoke(keys);
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: null);
        return await ToldPage.OpenAsync(seen, demo.Address, "models", keys, async told =>
        {
            await told.AnswerAsync("/api/models", 200, new[] { ToldModels.Model() });
            await told.AnswerAsync("/api/models/suggest*", 200, ToldModels.Suggestion);
            await told.AnswerAsync("/api/disk", 200, ToldModels.Disk);
        });
    }
}
