using System.Runtime.Versioning;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>Secrets: written, used, never shown.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretsTests : IDisposable
{
    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_secret_is_kept_for_its_owner_alone_and_never_shown()
    {
        using var store = await _files.OpenAsync();

        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.Equal(new KeptSecret(true), store.View.Secrets["hf_token"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Data.SecretsFile));
        Assert.DoesNotContain("hf_abc", _files.Settings);
        Assert.DoesNotContain("hf_abc", System.Text.Json.JsonSerializer.Serialize(store.View));
        Assert.DoesNotContain("nop", System.Text.Json.JsonSerializer.Serialize(store.View));
    }

    [Fact]
    public async Task A_secret_is_forgotten_when_it_is_blank()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        await store.ChangeAsync("hf_token", "");

        Assert.Null(store.Secret("hf_token"));
        Assert.DoesNotContain("hf_abc", File.ReadAllText(_files.Data.SecretsFile));
    }

    [Fact]
    public async Task A_broken_secrets_file_is_told_without_a_word_of_it()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        File.WriteAllText(_files.Data.SecretsFile, "hf_token: x\nhf_token: hf_secret\n hf_more");

        await store.RereadAsync(Cancel);

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("hf_", Assert.Single(store.Current.Problems).Problem);
    }

    [Theory]
    [InlineData("hf_token: hf with space\n")]
    [InlineData("hf_token: [hf_other]\n")]
    public async Task A_secret_that_was_spoilt_keeps_its_last_good_value(string text)
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        File.WriteAllText(_files.Data.SecretsFile, text);

        await store.RereadAsync(Cancel);

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("hf_", Assert.Single(store.Current.Problems).Problem);
    }

    [Fact]
    public async Task Secrets_that_were_opened_to_others_are_closed_again()
    {
        using var store = await _files.OpenAsync();
        File.WriteAllText(_files.Data.SecretsFile, "hf_token: hf_abc\n");
        File.SetUnixFileMode(_files.Data.SecretsFile, (UnixFileMode)0b110_100_100);

        await store.RereadAsync(Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Data.SecretsFile));
    }
}
