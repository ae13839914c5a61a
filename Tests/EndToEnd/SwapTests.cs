using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

public sealed partial class SwapTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    [Fact]
    public async Task The_confirm_shows_what_ends_the_exact_command_and_the_usual_time_and_is_harmless_by_default()
    {
        await Demo.KnowAsync(Solo);
        await Demo.ServeAsync(Solo);
        var seen = await OpenAsync();
        await seen.SaysAsync($"{SoloName} is serving");

        await seen.Page.GetByLabel($"Load again: {SoloName}").ClickAsync();

        await Expect(seen.Dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync($"Load {SoloName} again?");
        await Expect(seen.Dialog).ToContainTextAsync($"{SoloName} stops first.");
        await Expect(seen.Dialog).ToContainTextAsync(Minutes());
        await Expect(seen.Dialog.Locator("pre")).ToContainTextAsync(
            "launch-cluster.sh --solo --name vllm_node -d exec vllm serve RedHatAI/Qwen3.6-35B-A3B-NVFP4");
        await Expect(seen.Dialog.Locator("dl")).ToContainTextAsync("Spark 1, 127.0.0.1");
        await Expect(seen.Dialog.GetByText("Weights, image, memory and the Sparks are in order")).ToBeVisibleAsync();
        await Expect(seen.Button("Keep the current model")).ToBeFocusedAsync();

        await seen.Page.Keyboard.PressAsync("Escape");

        await Expect(seen.Dialog).ToHaveCountAsync(0);
        await seen.SaysAsync($"{SoloName} is serving");
    }

    [Fact]
    public async Task A_click_loads_a_model_phase_by_phase_to_its_address()
    {
        var seen = await OpenAsync();
        await seen.Page.EvaluateAsync(Watcher);

        await seen.SwitchTo(PairName).ClickAsync();
        await seen.Button("Load it now").ClickAsync();

        await seen.SaysAsync($"Loading {PairName}");
        await Expect(seen.Page.Locator("[data-part=load] phase-list tr[data-state=now]")).ToContainTextAsync("Weights");
        Assert.Contains(
            await seen.SavedLogAsync(), line => line.Contains("launch-cluster.sh", StringComparison.Ordinal));
        await Expect(seen.Page.Locator("[data-part=load] phase-list")).ToContainTextAsync("Launch on both Sparks");
        await seen.SaysAsync($"{PairName} is serving");
        var percents = await seen.Page.EvaluateAsync<double[]>("() => window.percents");
        Assert.Equal(percents.Order(), percents);
        Assert.Contains(percents, percent => percent is > 40 and < 100);
        await Expect(seen.Page.Locator("last-load")).ToContainTextAsync($"{PairName} was loaded after");
    }

    [Fact]
    public async Task Who_owns_the_Sparks_takes_them_back_from_whoever_has_reserved_them()
    {
        (await Demo.PostAsync("/api/swap/lock", new { holder = "nightly", ttl_seconds = 600 })).Dispose();
        var seen = await OpenAsync();

        await seen.Button("Release the Sparks").ClickAsync();
        await Expect(seen.Dialog).ToContainTextAsync("nightly");
        await Expect(seen.Button("Leave them to nightly")).ToBeFocusedAsync();
        await seen.Button("Release them").ClickAsync();

        await Expect(seen.Button("Release the Sparks")).ToHaveCountAsync(0);
        Assert.False((await Demo.GetAsync("/api/swap/lock"))!.Value.GetProperty("held").GetBoolean());
    }

    [Fact]
    public async Task The_address_of_the_served_model_is_copied_by_a_click()
    {
        await Demo.ServeAsync(Solo);
        var seen = await OpenAsync();

        await seen.Button("Copy the address").ClickAsync();

        await Expect(seen.Page.Locator("model-statement output")).ToHaveTextAsync("Copied");
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/v1$", await seen.ClipboardAsync());
    }

    [Fact]
    public async Task A_model_that_has_been_loaded_before_has_a_band_and_usual_times()
    {
        await Demo.KnowAsync(Solo);
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);

        await seen.SaysAsync($"Loading {SoloName}");
        await Expect(seen.Page.Locator(".band")).ToBeVisibleAsync();
        await Expect(seen.Page.Locator("load-progress")).ToContainTextAsync(UsualTime());
        await Expect(seen.Page.Locator("[data-part=load] phase-list tfoot")).ToContainTextAsync(Minutes());
        await Expect(seen.Page.Locator("[data-part=load] phase-list")).ToContainTextAsync("Launch on Spark 1");
        await Expect(seen.Page.Locator("pair-lanes")).ToContainTextAsync("not part of this load");
    }

    [Fact]
    public async Task A_model_without_a_load_says_that_its_time_is_unknown()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync("qwen2.5-72b");

        await seen.SaysAsync("Loading Qwen2.5 72B");
        await Expect(seen.Page.Locator(".lede")).ToContainTextAsync("Time unknown");
        await Expect(seen.Page.Locator(".band")).ToBeHiddenAsync();
        await Expect(seen.Page.Locator("[data-part=load] phase-list tfoot")).ToContainTextAsync("unknown");
    }

    [Fact]
    public async Task A_load_is_cancelled_after_one_question()
    {
        var seen = await OpenAsync();
        await Demo.StallAsync(Solo);

        await seen.Button("Cancel the load").ClickAsync();
        await Expect(seen.Button("Go on loading")).ToBeFocusedAsync();
        await seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the load" }).ClickAsync();

        await seen.SaysAsync("No model is running");
        await Expect(seen.Page.Locator("last-load")).ToContainTextAsync($"{SoloName} was cancelled after");
    }

    [Fact]
    public async Task A_model_is_stopped_after_one_question()
    {
        await Demo.ServeAsync(Solo);
        var seen = await OpenAsync();

        await seen.Button("Stop").ClickAsync();
        await Expect(seen.Button("Keep it running")).ToBeFocusedAsync();
        await seen.Button("Stop it now").ClickAsync();

        await seen.SaysAsync("No model is running");
        await Expect(seen.SwitchTo(SoloName)).ToBeEnabledAsync();
    }

    // Every percentage that was ever shown, in order.
    private const string Watcher = """
        () => {
            window.percents = [];
            new MutationObserver(() => {
                const shown = document.querySelector("load-progress:not([hidden]) b")?.textContent;
                if (shown) window.percents.push(parseFloat(shown));
            }).observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
        }
        """;

    [GeneratedRegex(@"\d:\d\d")]
    private static partial Regex Minutes();

    [GeneratedRegex(@"usually \d+:\d\d")]
    private static partial Regex UsualTime();
}
