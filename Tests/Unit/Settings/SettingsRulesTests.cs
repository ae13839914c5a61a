using System.Runtime.Versioning;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>Values that are good by themselves and not beside each other.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SettingsRulesTests : IDisposable
{
    private const string Whisper = "whisper stt http://10.0.0.2:9100/", Again = "whisper other http://10.0.0.3/";

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("watchdog_shed", "paraket", "There is no service paraket.")]
    [InlineData("probe_patience", "paraket 5 2", "There is no service paraket.")]
    [InlineData("disabled_services", "paraket", "There is no service paraket.")]
    public async Task A_name_that_nobody_knows_is_refused_where_it_was_written(string name, string value, string why)
    {
        using var store = await _files.OpenAsync();
        var before = _files.Settings;

        var refused = Assert.IsType<SettingsOutcome.Refused>(await store.ChangeAsync(name, value));

        Assert.Equal((name, why), (Assert.Single(refused.Errors).Key, refused.Errors[name][0]));
        Assert.Equal(before, _files.Settings);
    }

    [Theory]
    [InlineData("custom_services", Whisper, Again)]
    [InlineData("probe_patience", "parakeet 3 2", "parakeet 5 2")]
    public async Task A_second_line_of_one_name_is_refused(string name, string one, string other)
    {
        using var store = await _files.OpenAsync();

        var refused = Assert.IsType<SettingsOutcome.Refused>(await store.ChangeAsync(name, one, other));

        Assert.Contains("is there twice", Assert.Single(refused.Errors[name]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_and_what_names_it_are_set_at_once_and_it_goes_with_them_only()
    {
        using var store = await _files.OpenAsync();

        Assert.IsType<SettingsOutcome.Saved>(await ChangeAsync(
            store, ("custom_services", Whisper), ("watchdog_shed", "whisper"), ("probe_patience", "whisper 5 2")));

        var refused = Assert.IsType<SettingsOutcome.Refused>(await ChangeAsync(store, ("custom_services", "")));
        Assert.Equal(["probe_patience", "watchdog_shed"], refused.Errors.Keys.Order());
        Assert.IsType<SettingsOutcome.Saved>(await ChangeAsync(
            store, ("custom_services", ""), ("watchdog_shed", ""), ("probe_patience", "")));
    }

    [Fact]
    public async Task What_is_wrong_in_a_file_is_told_and_keeps_nobody_from_changing_something_else()
    {
        _files.Settings = "watchdog_shed: paraket\n";
        _files.Environment["DISABLED_SERVICES"] = "kokoro";
        using var store = await _files.OpenAsync();

        Assert.Equal(
            [
                ("environment", "disabled_services: There is no service kokoro."),
                ("settings.yaml", "watchdog_shed: There is no service paraket.")
            ],
            store.Current.Problems.Select(problem => (problem.File, problem.Problem)).Order());
        Assert.IsType<SettingsOutcome.Saved>(await store.ChangeAsync("disabled_services", "kokoro", "magpie"));
        Assert.Equal(["kokoro", "magpie"], store.Current.DisabledServices);
    }

    private static Task<SettingsOutcome> ChangeAsync(
        SettingsStore store, params (string Name, string Value)[] values) =>
        store.ChangeAsync(
            null, values.ToDictionary(value => value.Name, value => (IReadOnlyList<string>?)[value.Value]), Cancel);
}
