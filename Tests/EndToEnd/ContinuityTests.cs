using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>A load belongs to the panel: pages come, go and sleep, and show the same.</summary>
public sealed partial class ContinuityTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    private const string Hide = """
        hidden => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }
        """;

    [Fact]
    public async Task A_page_that_is_loaded_again_in_mid_load_shows_the_same()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        await Demo.WriteAsync("a line to come back to\n");
        await Expect(Log(seen)).ToContainTextAsync("a line to come back to");
        var before = await PictureAsync(seen);

        await seen.Page.ReloadAsync();

        await Expect(Log(seen)).ToContainTextAsync("a line to come back to");
        Assert.Equal(before, await PictureAsync(seen));
    }

    [Fact]
    public async Task Another_browser_sees_the_same_load()
    {
        var first = await OpenAsync();
        await Demo.StallAsync(Solo);
        var second = await OpenAsync(Window.Phone);
        await Demo.WriteAsync("a line for everybody\n");

        await Expect(Log(first)).ToContainTextAsync("a line for everybody");
        await Expect(Log(second)).ToContainTextAsync("a line for everybody");

        Assert.Equal(await PictureAsync(first), await PictureAsync(second));
        Assert.Equal(await first.SavedLogAsync(), await second.SavedLogAsync());
    }

    [Fact]
    public async Task A_page_that_was_hidden_goes_on_without_a_line_lost_or_doubled()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        await Demo.FloodAsync(50);
        await Expect(Log(seen)).ToContainTextAsync("flood 00000050 of 00000050");

        await seen.Page.EvaluateAsync(Hide, true);
        await Demo.FloodAsync(70);
        await seen.Page.EvaluateAsync(Hide, false);
        await Expect(Log(seen)).ToContainTextAsync("flood 00000070 of 00000070");

        var lines = (await seen.SavedLogAsync())
            .Where(line => line.Contains("flood ", StringComparison.Ordinal)).Select(Text);
        Assert.Equal(Numbered(50).Concat(Numbered(70)), lines);
    }

    private static ILocator Log(Seen seen) => seen.Page.Locator("[data-part=load] log-view ol");

    /// <summary>What a person reads of the load, without what moves with the clock.</summary>
    private static async Task<string> PictureAsync(Seen seen)
    {
        string[] parts = ["h1", "load-progress p > :nth-child(-n+2)", "[data-part=load] phase-list tr[data-state] th",
            "pair-lanes .who"];
        var texts = await Task.WhenAll(parts.Select(part => seen.Page.Locator(part).AllInnerTextsAsync()));
        return Clock().Replace(string.Join('\n', texts.SelectMany(text => text)), "");
    }

    private static IEnumerable<string> Numbered(int count) =>
        Enumerable.Range(1, count).Select(n => $"flood {n:D8} of {count:D8}: every line counts");

    private static string Text(string line) => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..];

    [GeneratedRegex(@"\d+:\d\d|\d+ %")]
    private static partial Regex Clock();
}
