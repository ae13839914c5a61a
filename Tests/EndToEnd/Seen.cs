using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>How a person looks at the page: the window's size and whether it is dark.</summary>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Height">In CSS pixels.</param>
/// <param name="Scheme">Light or dark.</param>
public sealed record Window(int Width, int Height, ColorScheme Scheme = ColorScheme.Light)
{
    public static Window Desk { get; } = new(1440, 900);

    public static Window Phone { get; } = new(360, 740);
}

/// <summary>One browser context with the page in it, and what went wrong there.</summary>
public sealed class Seen : IAsyncDisposable
{
    /// <summary>How long a condition of the page may take, in ms: machines that build are slow.</summary>
    public const float Patience = 40_000;

    private readonly IBrowserContext context;
    private readonly Uri panel;
    private readonly ConcurrentQueue<string> faults = [];

    private bool isClosed;

    private Seen(IBrowserContext context, Uri panel, Window window, IPage page)
    {
        (this.context, this.panel, Window, Page) = (context, panel, window, page);
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") faults.Enqueue($"console: {message.Text} {message.Location}"); };
        page.PageError += (_, error) => faults.Enqueue($"error: {error}");
        page.Request += (_, request) => { if (IsForeign(request.Url)) faults.Enqueue($"request to {request.Url}"); };
    }

    public IPage Page { get; }

    public Window Window { get; }

    /// <summary>The sentence of the page.</summary>
    public ILocator Headline => Page.Locator("h1");

    /// <summary>The dialog that is open.</summary>
    public ILocator Dialog => Page.Locator("dialog[open]");

    /// <summary>What went wrong so far, and is then forgotten: a test may provoke it.</summary>
    public IReadOnlyList<string> TakeFaults()
    {
        var taken = faults.ToArray();
        faults.Clear();
        return taken;
    }

    /// <param name="browser">Where.</param>
    /// <param name="panel">Whose page.</param>
    /// <param name="window">How a person looks at it; null for a desk.</param>
    /// <param name="route">Which of its pages; null for none yet.</param>
    public static async Task<Seen> OpenAsync(
        IBrowser browser, Uri panel, Window? window = null, string? route = "home")
    {
        window ??= Window.Desk;
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = window.Width, Height = window.Height },
            ColorScheme = window.Scheme,
            Locale = "en-GB",
            Permissions = ["clipboard-read", "clipboard-write"]
        });
        var seen = new Seen(context, panel, window, await context.NewPageAsync());
        if (route is not null) await seen.Page.GotoAsync(new Uri(panel, $"#{route}").ToString());
        return seen;
    }

    /// <summary>The button on the card of a model.</summary>
    public ILocator SwitchTo(string name) =>
        Page.Locator("model-card", new() { HasText = name }).GetByRole(AriaRole.Button);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task SaysAsync(string sentence) => Assertions.Expect(Headline).ToContainTextAsync(sentence);

    /// <summary>Pixels that the page is wider than the window.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>What reaches over the right edge, as markup, where the page is wider than the window.</summary>
    public Task<string[]> WideAsync() => Page.EvaluateAsync<string[]>("""
        () => [...document.querySelectorAll("main *")]
            .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
            .map(part => part.outerHTML.slice(0, 200))
        """);

    /// <summary>What the browser keeps as copied.</summary>
    public Task<string> ClipboardAsync() => Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

    /// <summary>The text of the log as the page would save it.</summary>
    public async Task<string[]> SavedLogAsync()
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Button("Download the log as text").ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        return (await reader.ReadToEndAsync()).TrimEnd('\n').Split('\n');
    }

    /// <summary>Whether what is drawn has a dark ground.</summary>
    public Task<bool> IsDarkAsync() => Page.EvaluateAsync<bool>(
        """
        () => {
            const pen = new OffscreenCanvas(1, 1).getContext("2d");
            pen.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
            pen.fillRect(0, 0, 1, 1);
            return pen.getImageData(0, 0, 1, 1).data[0] < 128;
        }
        """);

    /// <summary>Closes the page.</summary>
    public async Task EndAsync()
    {
        if (isClosed) return;

        isClosed = true;
        await context.CloseAsync();
    }

    /// <summary>Closes the page; whatever went wrong in it fails the test.</summary>
    public async Task CloseAsync()
    {
        await EndAsync();
        var taken = TakeFaults();
        Assert.True(taken.Count == 0, string.Join('\n', taken));
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private bool IsForeign(string url) => !url.StartsWith(panel.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
        && !url.StartsWith("blob:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal);
}
