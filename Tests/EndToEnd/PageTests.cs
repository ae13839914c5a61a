using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>
/// Tests of the page on the demo. Each begins with nothing loaded; none leaves an error in the console.
/// </summary>
[Collection(nameof(EndToEnd))]
public abstract class PageTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    protected const string Solo = "qwen36", SoloName = "Qwen3.6 35B A3B";

    protected const string Pair = "qwen3-vl", PairName = "Qwen3-VL 235B A22B";

    private readonly List<Seen> opened = [];

    protected DemoPanel Demo => demo;

    public async ValueTask InitializeAsync() => await demo.RestAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var seen in opened) await seen.EndAsync();
        foreach (var seen in opened) await seen.DisposeAsync();
    }

    /// <summary>Opens the page in a browser context of its own.</summary>
    protected async Task<Seen> OpenAsync(Window? window = null, string route = "home")
    {
        var seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route);
        opened.Add(seen);
        return seen;
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
