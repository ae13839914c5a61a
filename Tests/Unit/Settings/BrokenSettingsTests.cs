using System.Runtime.Versioning;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>A file of the user's that cannot be read, or not all of it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BrokenSettingsTests : IDisposable
{
    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("spark1_host: [unclosed\n", 2)]
    [InlineData("spark1_host: spark.lan\nspark1_host: other.lan\n", 2)]
    [InlineData("a: &x 1\nspark1_host: *x\n", 1)]
    [InlineData("spark1_host: !!str spark.lan\n", 1)]
    [InlineData("- spark1_host\n", 1)]
    [InlineData("a: 1\n---\nb: 2\n", 2)]
    [InlineData("a: [[[[[[[[[[1]]]]]]]]]]\n", 1)]
    public async Task A_broken_file_keeps_the_last_good_values_and_says_its_line(string broken, int line)
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();

        _files.Settings = broken;
        await store.RereadAsync(Cancel);

        Assert.Equal("192.168.1.41", store.Current.Spark1?.Host);
        var problem = Assert.Single(store.Current.Problems);
        Assert.Equal(("settings.yaml", line), (problem.File, problem.Line));
    }

    [Fact]
    public async Task A_broken_file_keeps_the_last_good_values_over_a_restart()
    {
        _files.Settings = "spark1_host: 192.168.1.41\npanel_id: abcdef0123456789\n";
        (await _files.OpenAsync()).Dispose();

        _files.Settings = "spark1_host: {\npanel_id: abcdef0123456789\n";
        using var store = await _files.OpenAsync();

        Assert.Equal(("192.168.1.41", "abcdef0123456789"), (store.Current.Spark1?.Host, store.Current.PanelId));
    }

    [Fact]
    public async Task A_bad_value_keeps_its_last_good_one_and_the_rest_of_the_file_is_used()
    {
        _files.Settings = "vllm_port: 8001\nspark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();

        _files.Settings = "# mine\nvllm_port: 99999\nspark1_host: 192.168.1.42\n";
        await store.RereadAsync(Cancel);

        Assert.Equal((8001, "192.168.1.42"), (store.Current.VllmPort, store.Current.Spark1?.Host));
        Assert.Equal(2, Assert.Single(store.Current.Problems).Line);
    }

    [Fact]
    public async Task A_mended_file_is_in_force_again()
    {
        _files.Settings = "vllm_port: {";
        using var store = await _files.OpenAsync();

        _files.Settings = "vllm_port: 8002";
        await store.RereadAsync(Cancel);

        Assert.Equal(8002, store.Current.VllmPort);
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public async Task Nothing_is_written_over_a_broken_file()
    {
        _files.Settings = "vllm_port: {";
        using var store = await _files.OpenAsync();

        var outcome = await store.ChangeAsync("spark1_host", "192.168.1.41");

        Assert.Equal("unreadable", Assert.IsType<SettingsOutcome.Conflicting>(outcome).Code);
        Assert.Equal("vllm_port: {", _files.Settings);
    }

    [Fact]
    public async Task A_file_above_256_KiB_is_not_read()
    {
        _files.Settings = "vllm_port: 8002\n#" + new string('x', 256 * 1024);

        using var store = await _files.OpenAsync();

        Assert.Equal(8888, store.Current.VllmPort);
        Assert.Contains("256 KiB", Assert.Single(store.Current.Problems).Problem);
    }

    [Fact]
    public async Task A_file_in_braces_is_told_left_alone_and_no_reason_not_to_start()
    {
        _files.Settings = "{ vllm_port: 8001 }";
        using var store = await _files.OpenAsync();
        var told = store.Current.Problems;

        _files.Settings = "vllm_port: 8002\n";
        await store.RereadAsync(Cancel);

        Assert.Contains("braces", Assert.Single(told).Problem);
        Assert.Matches("^[0-9a-f]{16}$", store.Current.PanelId);
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_is_told_and_no_reason_not_to_start()
    {
        _files.Environment["SSH_KEY_PATH"] = _files.Data.Path;

        using var store = await _files.OpenAsync();

        Assert.Null(store.KeyPair.PublicKey);
        Assert.Equal(_files.Data.Path, Assert.Single(store.Current.Problems).File);
    }
}
