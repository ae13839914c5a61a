using Microsoft.Extensions.Configuration;
using SparkControl.ControlApi.Gateway;
using Xunit;

namespace SparkControl.Tests.Unit.Gateway;

public sealed class AudioAddressesTests
{
    private const string Discovered = "services:audio-proxy:http:";

    [Theory]
    [InlineData("http://a:1", "http://a:1/")]
    [InlineData(" http://a:1 , https://b:2/,http://a:1", "http://a:1/ https://b:2/")]
    [InlineData("  ", "http://127.0.0.1:9998/")]
    [InlineData(null, "http://127.0.0.1:9998/")]
    public void They_are_separated_by_commas(string? written, string expected) =>
        Assert.Equal(expected.Split(' '), Read(("AUDIO_PROXY_URLS", written)));

    [Fact]
    public void What_service_discovery_names_counts_where_nothing_is_written()
    {
        (string, string?)[] found = [($"{Discovered}0", "http://x:5"), ($"{Discovered}1", "http://y:6")];

        Assert.Equal(["http://x:5/", "http://y:6/"], Read(found));
        Assert.Equal(["http://a:1/"], Read([.. found, ("AUDIO_PROXY_URLS", "http://a:1")]));
    }

    [Theory]
    [InlineData("audio-proxy:9998")]
    [InlineData("ftp://a")]
    [InlineData("http://a/path")]
    [InlineData("http://user@a")]
    public void What_is_no_address_is_named(string written)
    {
        var failure = Assert.Throws<FormatException>(() => Read(("AUDIO_PROXY_URLS", written)));

        Assert.Contains(written, failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Read(params (string Name, string? Value)[] settings) =>
        AudioAddresses.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, one.Value))).Build())
            .Select(url => url.AbsoluteUri);
}
