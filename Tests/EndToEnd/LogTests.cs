using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

public sealed class LogTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    private const string Last = "flood 00020000 of 00020000: every line counts";

    // The times between frames since the probe began.
    private const string Probe = """
        () => {
            window.frames_ms = [];
            let before = performance.now();
            const next = now => { window.frames_ms.push(now - before); before = now; requestAnimationFrame(next); };
            requestAnimationFrame(next);
        }
        """;

    // Whether drawn rows fill what is seen of the log.
    private const string IsFull = """
        () => {
            const list = document.querySelector("[data-part=load] log-view ol"), seen = list.getBoundingClientRect();
            const [first, last] = [list.firstElementChild, list.lastElementChild].map(row => row.getBoundingClientRect());
            return first.top <= seen.top + 12 && last.bottom >= seen.bottom - 12;
        }
        """;

    // The line that is cut by the top of what is seen, or stands at it.
    private const string First = """
        () => {
            const list = document.querySelector("[data-part=load] log-view ol"), top = list.getBoundingClientRect().top;
            return [...list.children].find(row => row.getBoundingClientRect().bottom > top + 1)?.textContent;
        }
        """;

    [Fact]
    public async Task Twenty_thousand_lines_arrive_while_the_page_stays_quick_and_small()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        var log = Log(seen);
        await Expect(log.Locator("li")).Not.ToHaveCountAsync(0);
        await seen.Page.EvaluateAsync(Probe);

        using var enough = new CancellationTokenSource();
        var flood = FloodAsync(enough.Token);
        await Expect(log).ToContainTextAsync(": every line counts");
        await seen.Page.GetByLabel("Light or dark").ClickAsync();
        var isDark = await seen.Page.EvaluateAsync<bool>("() => document.documentElement.dataset.theme === 'dark'");
        Assert.False(flood.IsCompleted, "The click was answered while lines came.");
        Assert.True(isDark);
        await enough.CancelAsync();
        await flood;
        await Demo.FloodAsync(20_000, rate: 8_000);
        await Expect(log).ToContainTextAsync(Last);

        Assert.InRange(await log.Locator("li").CountAsync(), 5, 200);
        // A frame that takes longer than a tenth of a second is felt; one in a hundred may wait for a busy machine.
        var frames = (await seen.Page.EvaluateAsync<double[]>("() => window.frames_ms")).Order().ToList();
        Assert.InRange(frames[frames.Count / 2], 0, 100);
        Assert.InRange(frames[frames.Count * 99 / 100], 0, 700);
        Assert.InRange(frames[^1], 0, 1_500);
        Assert.InRange(frames.Where(ms => ms > 200).Sum(), 0, frames.Sum() / 10);
        var saved = await seen.SavedLogAsync();
        Assert.InRange(saved.Length, 10_000, 11_001);
        Assert.Equal($"spark1\t{Last}", saved[^1]);
    }

    [Fact]
    public async Task A_word_is_found_and_the_reader_goes_from_hit_to_hit()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        await Demo.WriteAsync("a needle here\nhay\n");
        await Demo.FloodAsync(500);
        await Demo.WriteAsync("another Needle there\n");
        await Expect(Log(seen)).ToContainTextAsync("another Needle there");

        await seen.Page.Locator("[data-part=load]").GetByLabel("Search in the log").FillAsync("needle");

        var hits = seen.Page.Locator("[data-part=load] .hits output");
        await Expect(hits).ToHaveTextAsync("1 of 2");
        await Expect(Log(seen).Locator("[data-hit]")).ToContainTextAsync("a needle here");
        await Expect(Log(seen).Locator("[data-hit]")).ToBeInViewportAsync();
        await Expect(Log(seen).Locator("[data-hit] mark")).ToHaveTextAsync("needle");

        await seen.Page.Keyboard.PressAsync("Enter");

        await Expect(hits).ToHaveTextAsync("2 of 2");
        await Expect(Log(seen).Locator("[data-hit]")).ToContainTextAsync("another Needle there");
    }

    [Fact]
    public async Task A_reader_who_scrolls_back_is_left_alone_until_he_follows_again()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        await Demo.FloodAsync(300);
        await Expect(Log(seen)).ToContainTextAsync("flood 00000300 of 00000300");

        await Log(seen).HoverAsync();
        await seen.Page.Mouse.WheelAsync(0, -2_000);
        await Expect(seen.Button("Follow again")).ToBeVisibleAsync();
        var place = await Log(seen).EvaluateAsync<double>("list => list.scrollTop");
        await Demo.FloodAsync(40);
        await Expect(seen.Page.Locator("[data-part=load] log-view footer")).ToContainTextAsync("40 new below");

        Assert.Equal(place, await Log(seen).EvaluateAsync<double>("list => list.scrollTop"));

        await seen.Button("Follow again").ClickAsync();
        await Expect(Log(seen)).ToContainTextAsync("flood 00000040 of 00000040");
    }

    [Fact]
    public async Task A_reader_who_goes_on_scrolling_in_a_paused_log_finds_rows_everywhere()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        await Demo.FloodAsync(2_000);
        await Expect(Log(seen)).ToContainTextAsync("flood 00002000 of 00002000");

        await Log(seen).HoverAsync();
        foreach (var way in new[] { -1_500, -9_000, -9_000, 3_000, -6_000 })
        {
            await seen.Page.Mouse.WheelAsync(0, way);
            await Expect(seen.Button("Follow again")).ToBeVisibleAsync();
            await seen.Page.WaitForFunctionAsync(IsFull);
        }
    }

    [Fact]
    public async Task A_reader_keeps_his_line_when_the_window_becomes_narrow()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        foreach (var n in Enumerable.Range(1, 60)) await Demo.WriteAsync($"line {n} {new string('x', 20 * (n % 7))}\n");
        await Expect(Log(seen)).ToContainTextAsync("line 60");
        await Log(seen).HoverAsync();
        await seen.Page.Mouse.WheelAsync(0, -500);
        await Expect(seen.Button("Follow again")).ToBeVisibleAsync();
        var first = await seen.Page.EvaluateAsync<string>(First);

        await seen.Page.SetViewportSizeAsync(420, 800);

        await seen.Page.WaitForFunctionAsync($"was => ({First})() === was", first);
    }

    [Fact]
    public async Task Enter_in_an_empty_search_does_not_pause_the_log()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);
        await Expect(Log(seen).Locator("li")).Not.ToHaveCountAsync(0);

        await seen.Page.Locator("[data-part=load]").GetByLabel("Search in the log").PressAsync("Enter");

        await Expect(seen.Button("Follow")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Escape_codes_and_markup_of_a_log_are_text_and_nothing_else()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);

        await Demo.WriteAsync(
            "\u001b[31mred\u001b[0m <img src=x onerror=\"document.title='taken'\"> <b>&amp;\u001b]0;title\u0007\n");

        await Expect(Log(seen)).ToContainTextAsync("red <img src=x onerror=\"document.title='taken'\"> <b>&amp;");
        await Expect(Log(seen).Locator("img, b")).ToHaveCountAsync(0);
        Assert.DoesNotContain("taken", await seen.Page.TitleAsync(), StringComparison.Ordinal);
    }

    private async Task FloodAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested) await Demo.FloodAsync(2_000, rate: 8_000);
    }

    private static ILocator Log(Seen seen) => seen.Page.Locator("[data-part=load] log-view ol");
}
