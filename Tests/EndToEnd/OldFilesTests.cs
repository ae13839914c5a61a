using Microsoft.Playwright;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The page of a panel that has found the files of the version before it.</summary>
[Collection(nameof(EndToEnd))]
public sealed class OldFilesTests : IAsyncLifetime
{
    private readonly Chromium chromium;
    private readonly TempDirectory data = new();
    private readonly BarePanel panel;

    public OldFilesTests(Chromium chromium)
    {
        this.chromium = chromium;
        File.WriteAllText(Path.Combine(data.Path, "sparkConfig.yaml"), "SPARK1_USER: ada\nTHEME: dark\n");
        File.WriteAllText(
            Path.Combine(data.Path, "connectivity.json"),
            """[{"ts":1779006600,"service":"vllm","ok":true,"source":"app"}]""");
        panel = new(data.Path);
    }

    public ValueTask InitializeAsync() => panel.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task What_was_taken_and_what_was_not_is_shown_until_it_is_closed()
    {
        await using var seen = await Seen.OpenAsync(chromium.Browser, panel.Address, route: "settings");
        var told = seen.Page.Locator("old-files section");
        await Expect(told).ToContainTextAsync("SparkControl has read the files of the version before it.");
        await Expect(told).ToContainTextAsync("2 parts were taken; 1 part was not taken.");

        await told.GetByText("Show what").ClickAsync();

        await Expect(List(told, 0)).ToContainTextAsync("spark1_user: ada");
        await Expect(List(told, 0)).ToContainTextAsync("1 × report of an app");
        await Expect(List(told, 1)).ToContainTextAsync("THEME");
        await Expect(List(told, 1)).ToContainTextAsync("SparkControl has no setting of this name.");
        await Axe.FindsNothingAsync(seen, "files of the version before");

        await told.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(told).ToBeHiddenAsync();
        await seen.Page.ReloadAsync();

        await Expect(seen.Page.GetByLabel("User on Spark 1")).ToHaveValueAsync("ada");
        await Expect(told).ToBeHiddenAsync();
    }

    private static ILocator List(ILocator told, int nth) => told.GetByRole(AriaRole.List).Nth(nth);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
