using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SparkControl.Tests.Integration;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>A service that dies and comes back, on a demo of its own: docker's counter of its restarts stays.</summary>
[Collection(nameof(EndToEnd))]
public sealed partial class KilledServiceTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoPanel demo = new();

    public ValueTask InitializeAsync() => demo.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return demo.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_service_is_down_on_the_page_in_the_log_and_for_other_apps_until_it_is_back()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: "/health");
        var card = seen.Page.Locator("service-card", new() { HasText = "Parakeet" });
        var mark = Assertions.Expect(card.Locator("header state-mark"));
        await mark.ToHaveTextAsync("Healthy");
        await ReadyAsync(true);

        var killed = Stopwatch.GetTimestamp();
        await demo.TroubleAsync("parakeet", "crash_loop");

        await ReadyAsync(false);
        await mark.ToHaveTextAsync("Down");
        // Three probes of 5 s, the first of which may just have been, each with its limit of 2 s; and a process that
        // comes up in between.
        Assert.InRange(Stopwatch.GetElapsedTime(killed).TotalSeconds, 0, 45);
        await seen.SaysAsync("Parakeet does not answer");
        await Assertions.Expect(seen.Page.Locator("event-log")).ToContainTextAsync("Parakeet is down.");
        await Assertions.Expect(card).ToContainTextAsync("Docker has restarted it");

        await demo.TroubleAsync("parakeet", null);

        await ReadyAsync(true);
        await mark.ToHaveTextAsync(Answers());
        await Assertions.Expect(seen.Page.Locator("event-log")).ToContainTextAsync("Parakeet answers");

        await seen.Button("Log: Parakeet").ClickAsync();
        await Assertions.Expect(seen.Dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Log of Parakeet");
        await Assertions.Expect(seen.Dialog.Locator("ol")).ToContainTextAsync("Uvicorn running");
        Assert.All(await seen.SavedLogAsync(), line => Assert.DoesNotMatch("^(null|undefined)\t", line));
    }

    private Task ReadyAsync(bool isReady) => Until.TrueAsync(
        async () => (await demo.GetAsync("/api/endpoints"))!.Value.GetProperty("parakeet").GetProperty("ready")
            .GetBoolean() == isReady,
        isReady ? "Parakeet is ready" : "Parakeet is not ready");

    /// <summary>One that docker has restarted so often is not called well for a while.</summary>
    [GeneratedRegex("^(Healthy|Not all works)$")]
    private static partial Regex Answers();
}
