using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>No page scrolls sideways, axe finds nothing, and the background is as light or dark as wanted.</summary>
public sealed class LookTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    private static readonly Window[] Windows =
    [
        Window.Phone, Window.Phone with { Scheme = ColorScheme.Dark }, Window.Desk,
        Window.Desk with { Scheme = ColorScheme.Dark }
    ];

    private static readonly (string Route, string Heading)[] Routes =
    [
        ("models", "Five models"), ("/models/qwen36", SoloName), ("health", "Everything answers"),
        ("settings", "Settings"), ("setup", "Ready for a load")
    ];

    [Fact]
    public async Task Pages_at_rest_are_sound()
    {
        await Demo.ServeAsync(Solo);

        await EachWindowAsync(async seen =>
        {
            await seen.SaysAsync($"{SoloName} is serving");
            await SoundAsync(seen, "home");
            foreach (var (route, heading) in Routes)
            {
                await seen.Page.EvaluateAsync("route => { location.hash = route; }", route);
                await seen.SaysAsync(heading);
                await SoundAsync(seen, route);
            }
        });
    }

    [Fact]
    public async Task A_load_is_sound()
    {
        await Demo.KnowAsync(Solo);
        await Demo.StallAsync(Solo);

        await EachWindowAsync(async seen =>
        {
            await seen.SaysAsync($"Loading {SoloName}");
            await Expect(seen.Page.Locator("[data-part=load] log-view ol")).ToContainTextAsync("safetensors");
            await SoundAsync(seen, "loading");
        });
    }

    [Fact]
    public async Task A_failure_is_sound()
    {
        await Demo.NextAsync("cache_too_small");
        var watching = await OpenAsync();
        await Demo.BeginAsync(Pair);
        await Expect(watching.Button("Close this report")).ToBeVisibleAsync();

        await EachWindowAsync(async seen =>
        {
            await seen.SaysAsync($"{PairName} did not load");
            await Expect(seen.Page.Locator("proof-lines")).ToBeVisibleAsync();
            await SoundAsync(seen, "failed");
        });
    }

    [Fact]
    public async Task The_confirm_is_sound()
    {
        await EachWindowAsync(async seen =>
        {
            await seen.SwitchTo(PairName).ClickAsync();
            await Expect(seen.Button("Load it now")).ToBeEnabledAsync();
            await Expect(seen.Dialog.Locator("pre")).ToContainTextAsync("vllm serve");
            await SoundAsync(seen, "confirm");
        });
    }

    private async Task EachWindowAsync(Func<Seen, Task> look)
    {
        foreach (var window in Windows)
        {
            var seen = await OpenAsync(window);
            await look(seen);
            await seen.CloseAsync();
        }
    }

    private static async Task SoundAsync(Seen seen, string what)
    {
        var window = seen.Window;
        Assert.True(
            await seen.OverflowAsync() <= 0,
            $"{what} scrolls sideways at {window.Width} px: {string.Join('\n', await seen.WideAsync())}");
        Assert.Equal(window.Scheme == ColorScheme.Dark, await seen.IsDarkAsync());
        var found = await seen.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, $"{what} at {window.Width} px, {window.Scheme}: " + string.Join("; ", found.Violations.Select(
            violation => $"{violation.Id}: {violation.Help} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}")));
    }
}
