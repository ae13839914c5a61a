using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The report of a failure, under states that are played to the page.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ToldFailureTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    // Where the upright line stands, as a share of the drawing's width.
    private const string Line = """
        () => {
            const { style } = document.querySelector(".clock > i");
            return style.getPropertyValue("--now") / style.getPropertyValue("--of");
        }
        """;

    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task A_first_load_that_fails_while_it_is_watched_breaks_at_its_phase()
    {
        var told = await OpenAsync(Told.Keys(Told.Vllm("stopped"), Told.Swap("load", "loading", "weights")));
        await seen.SaysAsync("Loading The garden");

        await told.ChangeAsync("swap", Told.Swap("load", "failed"));

        await Expect(seen.Page.Locator("pair-lanes .clock")).ToBeVisibleAsync();
        Assert.InRange(await seen.Page.EvaluateAsync<double>(Line), 0.2, 0.7);
    }

    [Fact]
    public async Task A_way_out_that_would_end_a_model_is_asked_first()
    {
        var told = await OpenAsync(Told.Keys(
            Told.Serving("house"), Failed(new() { ["title"] = "Load anyway", ["anyway"] = true })));
        await told.FindAsync("garden");
        await told.AnswerAsync("/api/swap", 202, new { id = "s-2" });

        await seen.Button("Load anyway").ClickAsync();
        await Expect(seen.Dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Switch to The garden?");
        Assert.DoesNotContain(told.Sent, sent => sent.StartsWith("POST /api/swap ", StringComparison.Ordinal));
        await seen.Button("Stop and switch now").ClickAsync();

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        Assert.Contains("""POST /api/swap {"model":"garden","anyway":true}""", told.Sent);
    }

    [Fact]
    public async Task What_was_applied_is_said_where_the_load_after_it_is_refused()
    {
        var told = await OpenAsync(Told.Keys(
            Told.Vllm("stopped"), Failed(new() { ["title"] = "Make the context shorter", ["max_model_len"] = 4096 })));
        await told.AnswerAsync("/api/models/garden/settings", 200);
        await told.AnswerAsync("/api/swap", 423, new { code = "reserved", holder = "bench" });

        await seen.Button("Apply 4,096 and retry").ClickAsync();

        await Expect(seen.Page.Locator("remedy-list").GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "4,096 is applied, but nothing was loaded. bench has reserved the Sparks. Wait until the reservation ends.");
        seen.TakeFaults();
    }

    [Fact]
    public async Task A_model_that_left_the_catalog_is_not_loaded_without_a_word()
    {
        var told = Told.Swap("load", "failed");
        told["model"] = "shed";
        await OpenAsync(Told.Keys(Told.Vllm("stopped"), told));

        await seen.Button("Try again").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("shed is not in the catalog any more.");
    }

    private static JsonObject Failed(JsonObject remedy)
    {
        var swap = Told.Swap("load", "failed");
        swap["failure"] = new JsonObject { ["title"] = "It did not fit", ["remedies"] = new JsonArray(remedy) };
        return swap;
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<ToldPage> OpenAsync(JsonObject keys)
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: null);
        return await ToldPage.OpenAsync(seen, demo.Address, "home", keys);
    }
}
