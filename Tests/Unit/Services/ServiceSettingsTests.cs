using System.Runtime.Versioning;
using System.Text.Json;
using SparkControl.ControlApi.Services;
using SparkControl.ControlApi.Settings;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Services;

[UnsupportedOSPlatform("windows")]
public sealed class ServiceSettingsTests : IDisposable
{
    private readonly PanelFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_cap_of_the_environment_cannot_be_taken_back_here_and_that_is_said()
    {
        files.Environment["PARAKEET_MEMORY_CAP_GIB"] = "24";
        using var store = await files.OpenAsync();
        await CapAsync(store, "40");

        var refusal = Assert.IsType<SettingsOutcome.Conflicting>(await CapAsync(store, "null"));

        Assert.Equal(("set_in_environment", 409), (refusal.Code, refusal.Status));
        Assert.Contains("PARAKEET_MEMORY_CAP_GIB to 24", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(40, store.Current.Parakeet.MemoryCapGib);
    }

    [Fact]
    public async Task Without_one_in_the_environment_it_is_taken_back()
    {
        using var store = await files.OpenAsync();
        await CapAsync(store, "40");

        Assert.Null(await CapAsync(store, "null"));

        Assert.Null(store.Current.Parakeet.MemoryCapGib);
    }

    private static Task<SettingsOutcome?> CapAsync(SettingsStore store, string json) =>
        new ServiceSettings(store).ChangeAsync(
            "parakeet", new() { MemoryCapGib = JsonElement.Parse(json) }, TestContext.Current.CancellationToken);
}
