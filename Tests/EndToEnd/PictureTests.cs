using Microsoft.Playwright;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The pictures of the README, taken by eng/pictures.sh: loads at the pace of a person take minutes.</summary>
[Collection(nameof(EndToEnd))]
public sealed class PictureTests(Chromium chromium)
{
    private const string Model = "qwen3-vl", Before = "gemma4";

    // Real loads differ; the band between the usual and the slow ones is drawn from these.
    private static readonly double[] Paces = [0.9, 1, 1.12];

    [Fact]
    public async Task Pictures_of_the_page_are_taken_where_they_are_asked_for()
    {
        var folder = Environment.GetEnvironmentVariable("SPARKCONTROL_PICTURES");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder), "eng/pictures.sh takes them, and eng/test-dotnet.sh leaves them out.");
        using var data = new TempDirectory();
        foreach (var pace in Paces)
        {
            await using var earlier = await StartAsync(data.Path, 4 * pace);
            await earlier.LoadAsync(Model);
            // The pair ends with its panel: what was loaded on it would be missed by the next one.
            await earlier.RestAsync();
        }

        await using var demo = await StartAsync(data.Path, 4);
        await demo.LoadAsync(Before);
        await demo.BeginAsync(Model);
        await TakeAsync(demo, new(1440, 1000), folder!, "loading", async seen =>
        {
            await seen.SaysAsync("Loading Qwen3-VL");
            await Assertions.Expect(seen.Page.Locator("[data-part=load] phase-list tr[data-state=now]"))
                .ToContainTextAsync("30 of", Long);
        });
        await TakeAsync(
            demo, new(390, 844, ColorScheme.Dark), folder!, "phone", seen => seen.SaysAsync("Loading Qwen3-VL"));
        await TakeAsync(demo, new(1440, 1000), folder!, "home", seen =>
            Assertions.Expect(seen.Headline)
                .ToContainTextAsync("Qwen3-VL 235B A22B is serving", new() { Timeout = Long.Timeout }));
    }

    private static LocatorAssertionsToContainTextOptions Long => new() { Timeout = 300_000 };

    private static async Task<DemoPanel> StartAsync(string directory, double speed)
    {
        var demo = new DemoPanel(directory, speed);
        await demo.InitializeAsync();
        return demo;
    }

    private async Task TakeAsync(DemoPanel demo, Window window, string folder, string name, Func<Seen, Task> until)
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window);
        await until(seen);
        await seen.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }
}
