using SparkControl.HealthMonitor.Probes;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("a 1", "a", null, 1.0)]
    [InlineData("a:b_total{} 1.5", "a:b_total", null, 1.5)]
    [InlineData("a{x=\"1\"} 2 1747500000000", "a", null, 2.0)]
    [InlineData("a{x=\"}, le=\\\"7\\\" {\",le=\"0.5\"} 3\r", "a", 0.5, 3.0)]
    [InlineData("a{x=\"back\\\\\",le=\"+Inf\",} 1.23e+06", "a", double.PositiveInfinity, 1_230_000.0)]
    [InlineData("a{ x = \"1\" , le=\"1e-3\" }\t4", "a", 0.001, 4.0)]
    [InlineData("  a 5", "a", null, 5.0)]
    [InlineData("a NaN", "a", null, double.NaN)]
    [InlineData("a -Inf", "a", null, double.NegativeInfinity)]
    public void A_line_is_a_name_perhaps_labels_and_a_value(string text, string name, double? le, double value) =>
        Assert.Equal(new(name, le, value), Assert.Single(PrometheusText.Read(text)));

    [Theory]
    [InlineData("")]
    [InlineData("# HELP a 1")]
    [InlineData("#")]
    [InlineData("a")]
    [InlineData("a{x=\"1\" 2")]
    [InlineData("a{x=\"1\\\"} 2")]
    [InlineData("a{x} 2")]
    [InlineData("a{")]
    [InlineData("{x=\"1\"} 2")]
    [InlineData("a{x=\"1\"}")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    public void What_is_no_line_is_left_out(string text) =>
        Assert.Equal([new("b", null, 1)], PrometheusText.Read($"{text}\nb 1\n"));

    [Fact]
    public void A_text_beyond_all_measure_is_not_read() =>
        Assert.Empty(PrometheusText.Read("a 1\n" + new string('#', PrometheusText.Limit)));
}
