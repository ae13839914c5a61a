using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

[Collection(nameof(EndToEnd))]
public sealed class SettingsTests(Chromium chromium) : IAsyncLifetime
{
    private readonly BarePanel panel = new();

    public ValueTask InitializeAsync() => panel.InitializeAsync();

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Fact]
    public async Task A_secret_is_set_and_forgotten_and_never_shown()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, route: "settings");
        var token = seen.Page.GetByLabel("Hugging Face token");
        await Expect(token).ToHaveAttributeAsync("placeholder", "not set");

        await token.FillAsync("hf_abcdefgh");
        await seen.Button("Save 1 change").ClickAsync();

        await Expect(token).ToHaveAttributeAsync("placeholder", "set");
        await Expect(token).ToHaveValueAsync("");
        await Axe.FindsNothingAsync(seen, "settings with a secret");

        await seen.Button("Forget it").ClickAsync();

        await Expect(token).ToHaveAttributeAsync("placeholder", "not set");
    }

    [Fact]
    public async Task What_a_remedy_points_at_can_be_set()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, route: "settings");
        await seen.Page.Locator("#spark1_host").FillAsync("127.0.0.1");
        await seen.Page.Locator("#spark1_address").FillAsync("192.168.100.10");
        await seen.Page.Locator("#vllm_image").FillAsync("vllm-node-next");
        await seen.Page.Locator("#swap_limit_minutes").FillAsync("9");

        await seen.Button("Save 4 changes").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        var kept = (await panel.GetAsync("/api/settings"))!.Value.GetProperty("settings");
        Assert.Equal("192.168.100.10", kept.GetProperty("spark1").GetProperty("fabric_address").GetString());
        Assert.Equal("vllm-node-next", kept.GetProperty("vllm_image").GetString());
        Assert.Equal(9, kept.GetProperty("swaps").GetProperty("limit_minutes").GetInt32());
    }

    [Fact]
    public async Task Lists_are_typed_one_a_line_and_what_is_wrong_in_them_is_said_at_the_field()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, route: "settings");
        var own = seen.Page.GetByLabel("Services of your own");
        await own.FillAsync("tei other http://192.168.1.42:8090/health tei\nbroken");
        var webhooks = seen.Page.GetByLabel("Webhooks", new() { Exact = true });
        await Expect(webhooks).ToHaveAttributeAsync("placeholder", "not set");
        await webhooks.FillAsync("http://hooks.lan/a\nhttp://other.lan/b");
        await seen.Page.GetByLabel("Ask an idle model").UncheckAsync();

        await seen.Button("Save 3 changes").ClickAsync();
        await Expect(own).ToHaveAttributeAsync("aria-invalid", "true");
        await own.FillAsync("tei other http://192.168.1.42:8090/health tei");
        await seen.Button("Save 3 changes").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        var kept = (await panel.GetAsync("/api/settings"))!.Value.GetProperty("settings");
        Assert.Equal("tei", kept.GetProperty("custom_services")[0].GetProperty("container").GetString());
        Assert.Equal(2, kept.GetProperty("notifications").GetProperty("webhooks").GetArrayLength());
        await Expect(webhooks).ToHaveAttributeAsync("placeholder", "hooks.lan, other.lan");
        await Expect(webhooks).ToHaveValueAsync("");
        Assert.False(kept.GetProperty("canary").GetBoolean());
        seen.TakeFaults();
    }

    [Fact]
    public async Task Names_of_the_page_and_other_pages_can_be_set()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, route: "settings");
        var names = seen.Page.GetByLabel("Names of this page");
        await names.FillAsync("sparks.example.com\n*.example.com");
        await seen.Page.GetByLabel("Other pages").FillAsync("http://chat.example.com:3000");

        await seen.Button("Save 2 changes").ClickAsync();
        await Expect(names).ToHaveAttributeAsync("aria-invalid", "true");
        await names.FillAsync("sparks.example.com");
        await seen.Button("Save 2 changes").ClickAsync();

        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("Saved.");
        await Expect(names).ToHaveValueAsync("sparks.example.com");
        var kept = (await panel.GetAsync("/api/settings"))!.Value.GetProperty("settings");
        Assert.Equal("sparks.example.com", kept.GetProperty("allowed_hosts")[0].GetString());
        Assert.Equal("http://chat.example.com:3000", kept.GetProperty("allowed_origins")[0].GetString());
        seen.TakeFaults();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
