using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

public sealed class FailureTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    [Fact]
    public async Task A_context_that_does_not_fit_is_a_sentence_with_a_button_that_mends_it()
    {
        var seen = await OpenAsync(Window.Phone);
        await Demo.NextAsync("cache_too_small", length: 24_576);
        await Demo.BeginAsync("gemma4");

        await seen.SaysAsync("Gemma 4 26B A4B did not load");
        var panel = seen.Page.Locator("failure-panel");
        await Expect(panel).ToContainTextAsync("A context of 262,144 tokens needs");
        await Expect(panel.Locator("proof-lines")).ToContainTextAsync("the estimated maximum model length is 24576");
        await Expect(panel.Locator("[data-proof]")).Not.ToHaveCountAsync(0);
        await Expect(panel).ToContainTextAsync("Nothing is left on Spark 1");
        Assert.Equal(0, await seen.OverflowAsync());

        await panel.GetByRole(AriaRole.Button, new() { Name = "Apply 24,576 and retry" }).ClickAsync();

        await seen.SaysAsync("Gemma 4 26B A4B is serving");
        await seen.Page.GotoAsync(new Uri(Demo.Address, "#/models/gemma4").ToString());
        await Expect(seen.Page.Locator("model-page pre")).ToContainTextAsync("--max-model-len 24576");
    }

    [Fact]
    public async Task Out_of_memory_says_so_with_its_proof_and_the_report_can_be_closed()
    {
        var seen = await OpenAsync();
        await Demo.NextAsync("out_of_memory");
        await Demo.BeginAsync(Solo);

        await seen.SaysAsync($"{SoloName} did not load");
        var panel = seen.Page.Locator("failure-panel");
        await Expect(panel.Locator("proof-lines")).ToContainTextAsync("CUDA out of memory");
        await Expect(panel.Locator("h2")).ToContainTextAsync("memory");
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeEnabledAsync();

        await seen.Button("Close this report").ClickAsync();

        await seen.SaysAsync("No model is running");
        await Expect(panel).ToBeHiddenAsync();
        await Expect(seen.Page.Locator("model-card", new() { HasText = SoloName }))
            .ToContainTextAsync("The last load failed");
    }

    [Fact]
    public async Task Another_panel_on_the_sparks_is_told_and_nothing_is_switched_until_a_person_takes_over()
    {
        var seen = await OpenAsync();
        foreach (var node in new[] { "spark1", "spark2" })
        {
            var epoch = Path.Combine(await Demo.HomeAsync(node), ".spark-control", "epoch");
            await File.WriteAllTextAsync(epoch, "999 0123456789abcdef\n", TestContext.Current.CancellationToken);
        }

        // The mark may have been found before, and then this is refused.
        (await Demo.PostAsync("/api/swap", new { model = Solo })).Dispose();

        await Expect(seen.Page.Locator("banner-list")).ToContainTextAsync("Another panel drives these Sparks.");
        await Expect(seen.Page.Locator("banner-list")).ToContainTextAsync("0123456789abcdef");
        await Expect(seen.SwitchTo(SoloName)).ToBeDisabledAsync();

        await seen.Button("Take over").ClickAsync();
        await Expect(seen.Button("Leave them to the other panel")).ToBeFocusedAsync();
        await seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();

        await Expect(seen.SwitchTo(SoloName)).ToBeEnabledAsync();
        await Expect(seen.Page.Locator("banner-list")).Not.ToContainTextAsync("Another panel");
    }

    [Fact]
    public async Task A_panel_that_does_not_answer_is_told_without_a_figure_made_up()
    {
        var seen = await OpenAsync();
        await seen.SaysAsync("No model is running");

        Demo.Freeze();
        try
        {
            // It is told after 25 s of silence, counted by a page that may be slow itself.
            await Expect(seen.Page.Locator("banner-list"))
                .ToContainTextAsync("The panel does not answer.", new() { Timeout = 120_000 });
            await Expect(seen.SwitchTo(SoloName)).ToBeDisabledAsync();
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
