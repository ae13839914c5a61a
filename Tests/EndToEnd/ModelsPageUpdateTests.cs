using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The launcher is updated and rolled back on the demo.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ModelsPageUpdateTests(Chromium chromium, ModelsPagePanel panel) : IClassFixture<ModelsPagePanel>
{
    /// <summary>How long a build may take in the demo, in ms.</summary>
    private const float Build = 150_000;

    [Fact]
    public async Task The_launcher_is_updated_phase_by_phase_and_rolled_back()
    {
        await panel.Demo.RestAsync();
        await panel.Demo.PushAsync("Move to vLLM 0.18");
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Demo.Address, route: "/update");
        await seen.Button("Check now").ClickAsync();
        await seen.SaysAsync("behind");
        await Expect(seen.Page.Locator(".commits li", new() { HasText = "Move to vLLM 0.18" }).Locator("mark"))
            .ToHaveTextAsync("vLLM");

        await seen.Button("Update").ClickAsync();
        await Expect(seen.Dialog).ToContainTextAsync("kept for a roll back");
        await seen.Button("Update it now").ClickAsync();
        await seen.SaysAsync("The launcher is being updated");
        await Expect(seen.Page.Locator(".phases")).ToContainTextAsync("Get the commits");
        await Expect(seen.Headline).ToContainTextAsync("up to date", new() { Timeout = Build });
        await Expect(seen.Page.Locator("[data-part=smoke]")).ToContainTextAsync("The image starts");
        await Expect(seen.Page.Locator("job-log ol")).Not.ToBeEmptyAsync();
        await Axe.FindsNothingAsync(seen, "an update");

        await seen.Button("Roll back").ClickAsync();
        await Expect(seen.Button("Leave it as it is")).ToBeFocusedAsync();
        await seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await seen.SaysAsync("The launcher is being rolled back");
        await Expect(seen.Headline).ToContainTextAsync("behind", new() { Timeout = Build });
    }

    [Fact]
    public async Task Images_that_differ_are_said_and_one_click_makes_them_one()
    {
        await panel.Demo.RestAsync();
        await panel.Demo.GiveImageAsync("spark2", "sha256:" + new string('7', 64));
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Demo.Address, route: "/update");
        await seen.Button("Check now").ClickAsync();
        var copy = seen.Button("Copy Spark 1's to Spark 2");
        await Expect(seen.Page.Locator("[data-part=images]")).ToContainTextAsync("The Sparks have different images");

        await copy.ClickAsync();
        await seen.SaysAsync("The image is being copied to Spark 2");
        await Expect(seen.Page.Locator("[data-part=images]"))
            .ToContainTextAsync("Both Sparks have the same image", new() { Timeout = Build });
        await Expect(copy).ToBeHiddenAsync();
        Assert.Equal(await panel.Demo.ImageAsync("spark1"), await panel.Demo.ImageAsync("spark2"));
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
