using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>
/// axe finds nothing where a person is asked or warned; <see cref="LookTests"/> has the pages themselves.
/// </summary>
public sealed class AxeTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    [Fact]
    public async Task The_question_before_a_stop()
    {
        await Demo.ServeAsync(Solo);
        var seen = await OpenAsync();

        await seen.Button("Stop").ClickAsync();
        await Expect(seen.Button("Keep it running")).ToBeFocusedAsync();

        await Axe.FindsNothingAsync(seen, "stop");
    }

    [Fact]
    public async Task The_question_before_a_cancel()
    {
        var seen = await OpenAsync(Window.Phone);
        await Demo.StallAsync(Solo);

        await seen.Button("Cancel the load").ClickAsync();
        await Expect(seen.Button("Go on loading")).ToBeFocusedAsync();

        await Axe.FindsNothingAsync(seen, "cancel");
    }

    [Fact]
    public async Task The_banner_of_another_panel_and_the_question_before_a_take_over()
    {
        var seen = await OpenAsync(Window.Phone);
        foreach (var node in new[] { "spark1", "spark2" })
        {
            var epoch = Path.Combine(await Demo.HomeAsync(node), ".spark-control", "epoch");
            await File.WriteAllTextAsync(epoch, "999 0123456789abcdef\n", TestContext.Current.CancellationToken);
        }

        // The mark may have been found before, and then this is refused.
        (await Demo.PostAsync("/api/swap", new { model = Solo })).Dispose();
        await Expect(seen.Page.Locator("banner-list")).ToContainTextAsync("Another panel drives these Sparks.");
        await Axe.FindsNothingAsync(seen, "another panel");

        await seen.Button("Take over").ClickAsync();
        await Expect(seen.Button("Leave them to the other panel")).ToBeFocusedAsync();
        await Axe.FindsNothingAsync(seen, "take over");
    }

    [Fact]
    public async Task The_banner_of_a_panel_that_does_not_answer()
    {
        var seen = await OpenAsync();
        await seen.SaysAsync("No model is running");

        Demo.Freeze();
        try
        {
            // It is told after 25 s of silence, counted by a page that may be slow itself.
            await Expect(seen.Page.Locator("banner-list"))
                .ToContainTextAsync("The panel does not answer.", new() { Timeout = 120_000 });
            await Axe.FindsNothingAsync(seen, "no answer");
        }
        finally
        {
            Demo.Thaw();
        }

        await Expect(seen.Page.Locator("banner-list")).Not.ToContainTextAsync("The panel does not answer.");
        await seen.EndAsync();
        Assert.All(seen.TakeFaults(), fault => Assert.StartsWith("console:", fault, StringComparison.Ordinal));
    }
}
