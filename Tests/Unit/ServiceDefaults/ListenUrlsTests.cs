using SparkControl.ServiceDefaults;
using Xunit;

namespace SparkControl.Tests.Unit.ServiceDefaults;

public sealed class ListenUrlsTests
{
    [Theory]
    [InlineData(null, null, null, "http://*:9999")]
    [InlineData("", " ", "", "http://*:9999")]
    [InlineData(null, null, "8080", "http://*:8080")]
    [InlineData(null, null, "8080; 8081", "http://*:8080;http://*:8081")]
    [InlineData(null, "http://127.0.0.1:5000", "8080", "http://127.0.0.1:5000")]
    [InlineData("7000", "http://127.0.0.1:5000", "8080", "http://*:7000")]
    [InlineData(" 7000 ", null, null, "http://*:7000")]
    [InlineData(" ", "http://127.0.0.1:5000", null, "http://127.0.0.1:5000")]
    public void A_bind_port_beats_urls_which_beat_ports_which_beat_the_default(
        string? bindPort, string? urls, string? httpPorts, string expected) =>
        Assert.Equal(expected, ListenUrls.Choose(9999, bindPort, urls, httpPorts));

    [Theory]
    [InlineData("abc")]
    [InlineData("70000")]
    [InlineData("-1")]
    public void A_bind_port_that_is_none_is_named(string bindPort)
    {
        var failure = Assert.Throws<FormatException>(() => ListenUrls.Choose(9999, bindPort, null, null));

        Assert.Contains(bindPort, failure.Message, StringComparison.Ordinal);
    }
}
