using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>What can be pressed on the Health page, and what the panel is asked for then.</summary>
[Collection(nameof(EndToEnd))]
public sealed class HealthActsTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task A_dead_engine_is_restarted_with_one_click()
    {
        var told = await OpenAsync();
        await told.AnswerAsync("/api/services/vllm/restart", 202, new { id = "s-9" });
        var dead = ToldHealth.Service("vllm", "unhealthy");
        dead["trouble"] = new JsonObject
        {
            ["code"] = "dead_engine",
            ["title"] = "The engine is dead: its container runs, but nothing serves in it.",
            ["detail"] = "It has not answered for 12 min.",
            ["remedies"] = new JsonArray()
        };
        await told.ChangeAsync("service:vllm", dead);
        await Expect(seen.Page.Locator("service-card", new() { HasText = "The engine is dead" }))
            .ToContainTextAsync("It has not answered for 12 min.");

        var answer = new TaskCompletionSource();
        await seen.Page.RouteAsync("**/api/services/vllm/restart", async route =>
        {
            await answer.Task;
            await route.FallbackAsync();
        });
        await seen.Button("Restart now").ClickAsync();

        await Expect(seen.Button("Restart now")).ToBeDisabledAsync();
        answer.SetResult();
        await told.SendsAsync("""POST /api/services/vllm/restart {"source":"page"}""");

        await told.ChangeAsync("service:vllm", Told.Serving("house"));
        await Expect(seen.Button("Restart now")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_memory_cap_is_checked_here_saved_and_taken_back()
    {
        var told = await OpenAsync();
        await told.AnswerAsync("/api/services/parakeet", 200);
        var cap = seen.Page.Locator("memory-cap");
        await cap.Locator("summary").ClickAsync();
        await Expect(cap.GetByRole(AriaRole.Button, new() { Name = "No cap", Exact = true })).ToBeHiddenAsync();

        await cap.GetByLabel("Cap, GiB").FillAsync("400");
        await seen.Button("Set the cap").ClickAsync();
        await Expect(cap.GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "It is a whole number from 4 to 120, or blank for no cap.");
        Assert.DoesNotContain(told.Sent, sent => sent.StartsWith("PUT", StringComparison.Ordinal));

        await cap.GetByLabel("Cap, GiB").FillAsync("40");
        await seen.Button("Set the cap").ClickAsync();
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved; the container gets it next.");
        Assert.Contains("""PUT /api/services/parakeet {"memory_cap_gib":40}""", told.Sent);

        var settings = (JsonObject)ToldHealth.Keys()["settings"]!.DeepClone();
        settings["parakeet"] = new JsonObject { ["memory_cap_gib"] = 40 };
        await told.ChangeAsync("settings", settings);
        await cap.GetByRole(AriaRole.Button, new() { Name = "No cap", Exact = true }).ClickAsync();
        await Expect(cap.Locator("summary")).ToContainTextAsync("Memory cap 40 GiB wanted");
        await told.SendsAsync("""PUT /api/services/parakeet {"memory_cap_gib":null}""");
    }

    [Fact]
    public async Task The_plots_show_an_hour_or_a_day()
    {
        await OpenAsync();
        await Expect(seen.Button("Hour")).ToHaveAttributeAsync("aria-pressed", "true");
        var asked = seen.Page.WaitForRequestAsync(
            request => request.Url.EndsWith("/api/metrics/history?node=spark2&span=day", StringComparison.Ordinal));

        await seen.Button("Day").ClickAsync();

        await asked;
        await Expect(seen.Button("Day")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(seen.Button("Hour")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(seen.Page.GetByText("the peak of each minute")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_test_of_notifications_says_who_took_it_and_who_did_not()
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: null);
        var told = await ToldPage.OpenAsync(seen, demo.Address, "settings", Told.Keys(), told => told.AnswerAsync(
            "/api/notifications/test", 200, new
            {
                sent = new object[]
                {
                    new { host = "hooks.lan", status = 204, problem = (string?)null, ms = 12 },
                    new { host = "other.lan", status = (int?)null, problem = "nobody listens there", ms = 3 }
                }
            }));

        await seen.Button("Test the webhooks").ClickAsync();

        await Expect(seen.Page.Locator("notify-test [role=status] state-mark")).ToHaveTextAsync(
            ["hooks.lan took it in 12 ms.", "other.lan did not take it: nobody listens there."]);
        Assert.Contains("""POST /api/notifications/test {"target":"webhook"}""", told.Sent);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<ToldPage> OpenAsync()
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: null);
        return await ToldHealth.OpenAsync(seen, demo.Address);
    }
}
