using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

public sealed class KeyboardTests(Chromium chromium, DemoPanel demo) : PageTests(chromium, demo)
{
    private const int Most = 60;

    [Fact]
    public async Task A_model_is_loaded_cancelled_and_left_by_keyboard_alone()
    {
        var seen = await OpenAsync();
        await Expect(seen.SwitchTo(SoloName)).ToBeEnabledAsync();
        await Demo.NextAsync("stall");

        await TabToAsync(seen, seen.SwitchTo(SoloName));
        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(seen.Button("Load nothing")).ToBeFocusedAsync();
        await seen.Page.Keyboard.PressAsync("Escape");
        await Expect(seen.SwitchTo(SoloName)).ToBeFocusedAsync();

        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(seen.Button("Load it now")).ToBeEnabledAsync();
        await TabToAsync(seen, seen.Button("Load it now"));
        await seen.Page.Keyboard.PressAsync("Enter");
        await seen.SaysAsync($"Loading {SoloName}");

        await TabToAsync(seen, seen.Button("Cancel the load"));
        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(seen.Button("Go on loading")).ToBeFocusedAsync();
        await TabToAsync(seen, seen.Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the load" }));
        await seen.Page.Keyboard.PressAsync("Enter");
        await seen.SaysAsync("No model is running");
    }

    [Fact]
    public async Task Settings_are_tried_and_taken_back_by_keyboard_alone()
    {
        var seen = await OpenAsync(route: $"/models/{Solo}");
        var context = seen.Page.GetByLabel("Context", new() { Exact = true });
        var largest = seen.Page.Locator("[data-part=largest]");
        await Expect(seen.Page.Locator("fit-check memory-bar")).Not.ToHaveCountAsync(0);
        var saved = await context.InputValueAsync();

        await TabToAsync(seen, context);
        await seen.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await seen.Page.Keyboard.TypeAsync("16384");
        await Expect(context).ToHaveValueAsync("16384");
        await TabToAsync(seen, seen.Button("Reset: Context"));
        await Expect(context).ToHaveValueAsync("16,384");
        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(context).ToBeFocusedAsync();
        await Expect(context).ToHaveValueAsync(saved);

        await seen.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await seen.Page.Keyboard.TypeAsync("16384");
        await TabToAsync(seen, largest);
        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(context).ToBeFocusedAsync();
        await Expect(context).Not.ToHaveValueAsync("16,384");

        await TabToAsync(seen, seen.Button("Discard"));
        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(seen.Button("Discard")).ToBeFocusedAsync();
        await Expect(seen.Button("Discard")).ToBeDisabledAsync();
        await Expect(context).ToHaveValueAsync(saved);
    }

    [Fact]
    public async Task The_skip_link_and_the_focus_are_seen()
    {
        var seen = await OpenAsync();
        await seen.SaysAsync("No model is running");

        await seen.Page.Keyboard.PressAsync("Tab");

        var skip = seen.Page.Locator(".skip");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        Assert.NotEqual("none", await skip.EvaluateAsync<string>("link => getComputedStyle(link).outlineStyle"));
        await seen.Page.Keyboard.PressAsync("Enter");
        await Expect(seen.Page.Locator("main")).ToBeFocusedAsync();
    }

    private static async Task TabToAsync(Seen seen, ILocator wanted)
    {
        for (var i = 0; i < Most; i++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await seen.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("Tab never came to it.");
    }
}
