using System.Runtime.Versioning;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>What each layer of settings says, and which one counts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SettingsLayersTests : IDisposable
{
    private const string Print = "SHA256:Yk3mQ0bUo1p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5M";

    private readonly PanelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(null, null, null, 8888, SettingSource.Default)]
    [InlineData("8001", null, null, 8001, SettingSource.Environment)]
    [InlineData("8001", "8002", null, 8002, SettingSource.Settings)]
    [InlineData("8001", "8002", "8003", 8003, SettingSource.Startos)]
    [InlineData(" ", "8002", "\"\"", 8002, SettingSource.Settings)]
    [InlineData("8001", "''", "null", 8001, SettingSource.Environment)]
    [InlineData("", "", "\" \"", 8888, SettingSource.Default)]
    public async Task A_later_layer_wins_and_a_blank_is_unset(
        string? environment, string? settings, string? startos, int port, SettingSource source)
    {
        if (environment is not null) _files.Environment["VLLM_PORT"] = environment;
        if (settings is not null) _files.Settings = $"vllm_port: {settings}\n";
        if (startos is not null) _files.Startos = $$"""{ "vllm_port": {{startos}} }""";

        using var store = await _files.OpenAsync();

        Assert.Equal((port, source), (store.Current.VllmPort, store.View.Sources["vllm_port"]));
    }

    [Fact]
    public async Task Every_name_of_the_original_environment_is_read()
    {
        string[] variables =
        [
            "SPARK1_HOST=192.168.1.41", "SPARK1_USER=nik", "SPARK1_PORT=2222", $"SPARK1_HOST_KEY={Print}",
            "SPARK2_HOST=spark-2.lan", "SPARK2_USER=nik2",
            "PARAKEET_HOST=10.0.0.5", "PARAKEET_USER=p", "PARAKEET_CONTAINER=asr",
            "MAGPIE_HOST=10.0.0.6", "MAGPIE_USER=m", "MAGPIE_CONTAINER=tts", "MAGPIE_PORT=9001",
            "VLLM_PORT=8000", "VLLM_CONTAINER=vllm", "LAUNCHER_DIR=~/launcher", "DISABLED_SERVICES=parakeet, magpie"
        ];
        foreach (var variable in variables.Select(variable => variable.Split('=')))
        {
            _files.Environment[variable[0]] = variable[1];
        }

        using var store = await _files.OpenAsync();

        var settings = store.Current;
        Assert.Equal(
            ("192.168.1.41", "nik", 2222), (settings.Spark1!.Host, settings.Spark1.User, settings.Spark1.Port));
        Assert.Equal([new HostKey("ssh-ed25519", Print)], settings.Spark1.HostKeys);
        Assert.Equal(("spark-2.lan", "nik2", 22), (settings.Spark2!.Host, settings.Spark2.User, settings.Spark2.Port));
        Assert.Equal(new() { Host = "10.0.0.5", User = "p", Container = "asr", Port = 8000 }, settings.Parakeet);
        Assert.Equal(new() { Host = "10.0.0.6", User = "m", Container = "tts", Port = 9001 }, settings.Magpie);
        Assert.Equal((8000, "vllm", "~/launcher"), (settings.VllmPort, settings.VllmContainer, settings.LauncherDir));
        Assert.Equal(["parakeet", "magpie"], settings.DisabledServices);
    }

    [Fact]
    public async Task A_bad_variable_is_told_and_the_default_holds()
    {
        _files.Environment["VLLM_PORT"] = "eighty";

        using var store = await _files.OpenAsync();

        Assert.Equal(8888, store.Current.VllmPort);
        Assert.Equal("environment", Assert.Single(store.Current.Problems).File);
    }

    [Fact]
    public async Task What_StartOS_sets_is_read_only_and_says_where_to_change_it()
    {
        _files.Startos = """{ "spark1_host": "192.168.1.41", "spark2_host": "" }""";
        using var store = await _files.OpenAsync();

        var refused = await store.ChangeAsync("spark1_host", "192.168.1.99");
        var saved = await store.ChangeAsync("spark2_host", "192.168.1.42");

        var conflict = Assert.IsType<SettingsOutcome.Conflicting>(refused);
        Assert.Equal("read_only", conflict.Code);
        Assert.Contains("Configure Sparks", conflict.Detail);
        Assert.Equal(["spark1_host"], store.Current.ReadOnly.Keys);
        Assert.IsType<SettingsOutcome.Saved>(saved);
    }

    [Theory]
    [InlineData("70000")]
    [InlineData("{}")]
    public async Task What_StartOS_sets_wrongly_is_read_only_all_the_same(string value)
    {
        _files.Startos = $$"""{ "vllm_port": {{value}} }""";
        using var store = await _files.OpenAsync();

        var refused = await store.ChangeAsync("vllm_port", "8001");

        Assert.Equal("read_only", Assert.IsType<SettingsOutcome.Conflicting>(refused).Code);
    }

    [Theory]
    [InlineData("""{ "\ud800": "x" }""")]
    [InlineData("""{ "spark1_host": "\ud800" }""")]
    public async Task Half_a_character_in_the_file_of_StartOS_is_told(string text)
    {
        _files.Startos = text;

        using var store = await _files.OpenAsync();

        Assert.Equal("startos.json", Assert.Single(store.Current.Problems).File);
    }

    [Fact]
    public void A_data_directory_that_cannot_be_written_is_told_at_the_start()
    {
        _files.Settings = "";

        var refused =
            Assert.Throws<CannotStartException>(() => DataDirectory.Resolve(_files.Data.SettingsFile + "/below"));

        Assert.Contains("DATA_DIR", refused.Message);
    }
}
