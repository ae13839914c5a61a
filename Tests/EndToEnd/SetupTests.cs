using System.Globalization;
using Microsoft.Playwright;
using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>From nothing to a catalog, against two real sshds, as the page leads a person.</summary>
[Collection(nameof(EndToEnd))]
public sealed class SetupTests(Chromium chromium) : IAsyncLifetime
{
    private readonly BarePanel panel = new();
    private SimulatedPair pair = null!;
    private SimulatedSshd[] doors = [];

    public async ValueTask InitializeAsync()
    {
        await panel.InitializeAsync();
        pair = await SimulatedPair.StartAsync(new() { Speed = 200 });
        var key = (await panel.GetAsync("/api/ssh/public-key"))!.Value.GetProperty("public_key").GetString()!;
        doors = await Task.WhenAll(pair.Nodes.Select(node => SimulatedSshd.StartAsync(node, key)));
        foreach (var door in doors) await door.RefuseKeysAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in doors) await door.DisposeAsync();
        await panel.DisposeAsync();
        await pair.DisposeAsync();
    }

    [Fact]
    public async Task Set_up_leads_from_addresses_over_fingerprints_and_the_key_to_the_catalog()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, Window.Phone, route: "");
        await seen.SaysAsync("steps to the first load");
        await Axe.FindsNothingAsync(seen, "nothing set up");
        await EnterAddressesAsync(seen);
        await Expect(Step(seen, "hosts").GetByRole(AriaRole.Heading)).ToBeFocusedAsync();
        await Expect(Step(seen, "hosts").GetByRole(AriaRole.Heading)).ToHaveTextAsync("Done: Where your Sparks are");

        // A machine that nobody knows is asked for its fingerprint, and for nothing else.
        foreach (var (door, title) in doors.Zip(["Spark 1", "Spark 2"]))
        {
            await Expect(Step(seen, "trust")).ToContainTextAsync(door.Fingerprint);
            await seen.Button($"It matches, trust {title}").ClickAsync();
            await Expect(Step(seen, "trust")).ToContainTextAsync($"{title}, trusted");
        }

        await Expect(Step(seen, "key")).ToHaveAttributeAsync("data-state", "failed");
        await Expect(Step(seen, "key").Locator(".proof")).ToContainTextAsync("refuses the panel's key");
        await Expect(Step(seen, "key").GetByRole(AriaRole.Status)).ToContainTextAsync("refuses the panel's key");
        await Axe.FindsNothingAsync(seen, "key refused");

        await Expect(seen.Page.Locator("#keyline")).ToContainTextAsync("ssh-ed25519 ");
        await seen.Button("Copy the line").ClickAsync();
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("The line is copied.");
        Assert.Contains("authorized_keys", await seen.ClipboardAsync(), StringComparison.Ordinal);
        foreach (var door in doors) await door.AcceptKeysAsync();
        await seen.Button("Test both again").ClickAsync();

        await seen.SaysAsync("Ready for a load");
        await seen.Page.GetByRole(AriaRole.Link, new() { Name = "Choose a model" }).ClickAsync();
        await Expect(seen.SwitchTo("Gemma 4 26B A4B")).ToBeEnabledAsync();
        await Expect(seen.Page.Locator("live-state")).ToContainTextAsync("Sparks answer");
        Assert.Equal(0, await seen.OverflowAsync());
    }

    [Fact]
    public async Task A_spark_with_another_host_key_is_refused_until_a_person_says_that_it_is_the_same()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, route: "setup");
        foreach (var door in doors) await door.AcceptKeysAsync();
        await EnterAddressesAsync(seen);
        foreach (var title in new[] { "Spark 1", "Spark 2" })
            await seen.Button($"It matches, trust {title}").ClickAsync();
        await seen.SaysAsync("Ready for a load");
        var before = doors[0].Fingerprint;

        await doors[0].ChangeHostKeyAsync();
        await seen.Button("Test both again").ClickAsync();

        await Expect(Step(seen, "trust")).ToHaveAttributeAsync("data-state", "failed");
        await Expect(Step(seen, "trust")).ToContainTextAsync(before);
        await Expect(Step(seen, "trust")).ToContainTextAsync(doors[0].Fingerprint);
        await Axe.FindsNothingAsync(seen, "another host key");
        await seen.Page.GotoAsync(new Uri(panel.Address, "#home").ToString());
        await Expect(seen.Page.Locator("banner-list")).ToContainTextAsync("Spark 1 shows another host key.");
        await Axe.FindsNothingAsync(seen, "banner of another host key");
        await Expect(seen.SwitchTo("Gemma 4 26B A4B")).ToBeDisabledAsync();

        await seen.Button("Compare").ClickAsync();
        await seen.Button("It is the same machine, trust its new key: Spark 1").ClickAsync();
        await seen.SaysAsync("Ready for a load");
    }

    private async Task EnterAddressesAsync(Seen seen)
    {
        await seen.SaysAsync("steps to the first load");
        var form = seen.Page.Locator("form.hosts");
        foreach (var (door, name) in doors.Zip(["spark1", "spark2"]))
        {
            await form.Locator($"#{name}_host").FillAsync("127.0.0.1");
            await form.Locator($"#{name}_user").FillAsync(SimulatedSshd.User);
            await form.Locator($"#{name}_port").FillAsync(door.Port.ToString(CultureInfo.InvariantCulture));
        }

        await seen.Button("Save the addresses").ClickAsync();
    }

    private static ILocator Step(Seen seen, string name) => seen.Page.Locator($"setup-step[data-step={name}]");

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
