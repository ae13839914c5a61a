using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>Models are brought, added, changed and removed on the demo.</summary>
[Collection(nameof(EndToEnd))]
public sealed partial class ModelsPageTests(Chromium chromium, ModelsPagePanel panel) : IClassFixture<ModelsPagePanel>
{
    private const string Repo = "simulator/tiny";

    [Fact]
    public async Task A_repository_that_is_pasted_is_downloaded_added_switched_to_and_taken_away_again()
    {
        await panel.Demo.RestAsync();
        await using var seen = await OpenAsync("models");
        await seen.Page.Locator("#repo").FillAsync($"https://huggingface.co/{Repo}");
        await Expect(seen.Page.Locator("download-field dl")).ToContainTextAsync("Size");
        await seen.Button("One Spark").ClickAsync();
        await seen.Button("Download").ClickAsync();

        var card = seen.Page.Locator("download-card", new() { HasText = Repo });
        await Expect(card.Locator("state-mark")).ToHaveTextAsync("Done");
        await card.GetByText("Add to catalog").ClickAsync();
        await seen.Page.Locator("#add-name").FillAsync("The tiny one");
        await seen.Button("Add to catalog").ClickAsync();
        await seen.SaysAsync("The tiny one");

        await GoAsync(seen, "models");
        await seen.SaysAsync("Six models");
        await Expect(card).ToBeHiddenAsync();
        await Expect(seen.SwitchTo("The tiny one")).ToHaveTextAsync("Switch to this");
        await seen.SwitchTo("The tiny one").ClickAsync();
        await seen.Dialog.GetByRole(AriaRole.Button).Last.ClickAsync();
        await seen.SaysAsync("The tiny one is serving");

        await panel.Demo.RestAsync();
        await GoAsync(seen, "models");
        await seen.Page.GetByLabel("Settings of The tiny one").ClickAsync();
        await seen.Button("Remove The tiny one from the catalog").ClickAsync();
        await seen.Button("Remove it").ClickAsync();
        await seen.SaysAsync("Five models");
        await DeleteAsync(seen, Repo);
        await Expect(seen.Page.Locator("disk-table tr", new() { HasText = Repo })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_download_goes_on_without_the_page()
    {
        await using (var first = await OpenAsync("models"))
        {
            await first.Page.Locator("#repo").FillAsync("simulator/small");
            await first.Button("Download").ClickAsync();
            await Expect(first.Page.Locator("download-field [role=status]")).ToHaveTextAsync("It was begun.");
        }

        await using var seen = await OpenAsync("models", Window.Phone);
        var card = seen.Page.Locator("download-card", new() { HasText = "simulator/small" });
        await Expect(card.Locator("state-mark")).ToHaveTextAsync("Done");
        await Expect(card).ToContainTextAsync("All files are on Spark 1");
        await Axe.FindsNothingAsync(seen, "downloads");
        Assert.Equal(0, await seen.OverflowAsync());
    }

    [Fact]
    public async Task A_setting_is_changed_with_its_fit_and_its_command_and_taken_back()
    {
        await using var seen = await OpenAsync("/models/qwen36");
        await seen.SaysAsync("Qwen3.6 35B A3B");
        await Expect(seen.Page.Locator("fit-check memory-bar")).Not.ToHaveCountAsync(0);
        var context = seen.Page.GetByLabel("Context", new() { Exact = true });

        await context.FillAsync("65,536");
        await Expect(seen.Page.Locator("pre ins")).ToContainTextAsync("--max-model-len 65536");
        await seen.Button("Save 1 change").ClickAsync();
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        await GoAsync(seen, "models");
        await Expect(seen.Page.Locator("model-card", new() { HasText = "Qwen3.6" }))
            .ToContainTextAsync("context changed to 65,536");

        await GoAsync(seen, "/models/qwen36");
        await seen.Button("Back to the catalog's values").ClickAsync();
        await seen.Button("Save 1 change").ClickAsync();
        await Expect(seen.Button("Back to the catalog's values")).ToBeHiddenAsync();
        await Expect(context).ToHaveValueAsync("131,072");
    }

    [Fact]
    public async Task Weights_are_deleted_with_their_bytes_and_can_be_brought_again()
    {
        await panel.Demo.RestAsync();
        await using var seen = await OpenAsync("models");

        await DeleteAsync(seen, "Qwen/Qwen2.5-72B-Instruct");

        await Expect(seen.Page.Locator("disk-table [data-part=news]")).ToContainTextAsync("freed");
        await Expect(seen.SwitchTo("Qwen2.5 72B")).ToHaveTextAsync("Download");
    }

    private static async Task DeleteAsync(Seen seen, string weights)
    {
        var row = seen.Page.Locator("disk-table tr", new() { HasText = weights });
        // By the keyboard: cards above may still grow, and move it away between a pointer's press and its release.
        await row.GetByRole(AriaRole.Button).PressAsync("Enter");
        await Expect(seen.Button("Keep them")).ToBeFocusedAsync();
        await seen.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = Delete() }).ClickAsync();
        await Expect(seen.Dialog).ToHaveCountAsync(0);
    }

    private static async Task GoAsync(Seen seen, string route) =>
        await seen.Page.EvaluateAsync("route => { location.hash = route; }", route);

    private Task<Seen> OpenAsync(string route, Window? window = null) =>
        Seen.OpenAsync(chromium.Browser, panel.Demo.Address, window, route);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [GeneratedRegex("^Delete")]
    private static partial Regex Delete();
}
