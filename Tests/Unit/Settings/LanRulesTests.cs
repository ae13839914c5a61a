using Microsoft.AspNetCore.Http;
using SparkControl.ControlApi.Security;
using SparkControl.ServiceDefaults;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

public sealed class LanRulesTests
{
    [Theory]
    [InlineData("192.168.1.10", true)]
    [InlineData("[fd00::1]", true)]
    [InlineData("localhost", true)]
    [InlineData("control-api", true)]
    [InlineData("start9.local", true)]
    [InlineData("START9.LOCAL.", true)]
    [InlineData("panel.lan", true)]
    [InlineData("panel.home.arpa", true)]
    [InlineData("panel.internal", true)]
    [InlineData("spark-control.startos", true)]
    [InlineData("abcdefghij.onion", true)]
    [InlineData("panel.example.com", true)]
    [InlineData("evil.example.com", false)]
    [InlineData("panel.example.com.evil.com", false)]
    [InlineData("local.evil.com", false)]
    [InlineData("evillocal.com", false)]
    [InlineData("192.168.1.10.evil.com", false)]
    [InlineData("192.168.1.10.nip.io", false)]
    [InlineData("1.2.3", false)]
    [InlineData("[evil.com]", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    public void The_panel_answers_under_names_of_the_LAN_and_configured_ones(string host, bool allowed) =>
        Assert.Equal(allowed, HostRule.Allows(host, ["panel.example.com"]));

    [Theory]
    [InlineData(null, "spark.local:9999", true)]
    [InlineData("http://spark.local:9999", "spark.local:9999", true)]
    [InlineData("http://SPARK.local:9999", "spark.local:9999", true)]
    [InlineData("https://spark.local", "spark.local", true)]
    [InlineData("http://spark.local", "spark.local:80", true)]
    [InlineData("https://spark.local:443", "spark.local", true)]
    [InlineData("http://[fd00::1]:9999", "[fd00::1]:9999", true)]
    [InlineData("http://chat.lan:3000", "spark.local:9999", true)]
    [InlineData("http://chat.lan", "spark.local:9999", false)]
    [InlineData("https://chat.lan:3000", "spark.local:9999", false)]
    [InlineData("http://spark.local", "spark.local:9999", false)]
    [InlineData("http://spark.local:8888", "spark.local:9999", false)]
    [InlineData("http://evil.example", "spark.local:9999", false)]
    [InlineData("http://spark.local:9999.evil.example", "spark.local:9999", false)]
    [InlineData("http://spark.local:9999@evil.example", "spark.local:9999", false)]
    [InlineData("null", "spark.local:9999", false)]
    [InlineData("", "spark.local:9999", false)]
    [InlineData("http://spark.local:9999,http://evil.example", "spark.local:9999", false)]
    [InlineData("file://", "spark.local:9999", false)]
    public void Only_the_panels_own_page_and_configured_ones_change_something(
        string? origin, string host, bool allowed) =>
        Assert.Equal(allowed, OriginRule.Allows(origin, HostString.FromUriComponent(host), ["http://chat.lan:3000"]));
}
