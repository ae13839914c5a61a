using System.Runtime.Versioning;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>The name of this panel on the Sparks: made once, kept whatever becomes of the files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PanelIdTests : IDisposable
{
    private readonly PanelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_panel_id_is_made_once()
    {
        var first = await _files.OpenAsync();
        first.Dispose();

        using var second = await _files.OpenAsync();

        Assert.Matches("^[0-9a-f]{16}$", second.Current.PanelId);
        Assert.Equal(first.Current.PanelId, second.Current.PanelId);
    }

    [Theory]
    [InlineData("vllm_port: 8001 # \u00ff", true)]
    [InlineData("{}", false)]
    [InlineData("{ vllm_port: 8001 }", false)]
    [InlineData("", false)]
    [InlineData("vllm_port: {", false)]
    public async Task The_panel_id_stays_whatever_becomes_of_the_file(string text, bool isLatin1)
    {
        var first = await _files.OpenAsync();
        first.Dispose();
        File.WriteAllText(_files.Data.SettingsFile, text, isLatin1 ? System.Text.Encoding.Latin1
            : new System.Text.UTF8Encoding(false));

        using var second = await _files.OpenAsync();

        Assert.Equal(first.Current.PanelId, second.Current.PanelId);
    }

    [Fact]
    public async Task The_panel_id_of_a_file_that_grew_too_large_is_known()
    {
        var first = await _files.OpenAsync();
        first.Dispose();
        _files.Settings += "#" + new string('x', 256 * 1024);

        using var second = await _files.OpenAsync();

        Assert.Equal(first.Current.PanelId, second.Current.PanelId);
    }

    [Fact]
    public async Task Panels_that_start_at_once_share_one_id_and_one_key()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _files.OpenAsync())));

        Assert.Single(stores.Select(store => (store.Current.PanelId, store.KeyPair.PublicKey)).Distinct());
        foreach (var store in stores) store.Dispose();
    }
}
