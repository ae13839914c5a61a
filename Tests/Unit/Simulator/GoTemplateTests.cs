using System.Text.Json.Nodes;
using SparkControl.Simulator.Docker;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

public sealed class GoTemplateTests
{
    private static readonly JsonNode _data =
        JsonNode.Parse("""{"Name":"/a","State":{"Running":true,"ExitCode":0,"Error":""}}""")!;

    [Theory]
    [InlineData("{{.Name}}", "/a")]
    [InlineData("{{ .State.Running }}\\t{{.State.ExitCode}}", "true\t0")]
    [InlineData("{{json .State}}", """{"Running":true,"ExitCode":0,"Error":""}""")]
    [InlineData("{{if .State.Error}}bad{{else}}good{{end}}", "good")]
    [InlineData("{{if .State.Health}}{{.State.Health.Status}}{{end}}x", "x")]
    public void Fields_json_and_conditions_are_rendered(string template, string expected) =>
        Assert.Equal(expected, GoTemplate.Render(template, _data, out _));

    [Fact]
    public void A_field_that_is_not_there_is_an_error()
    {
        Assert.Null(GoTemplate.Render("{{.State.Health.Status}}", _data, out var error));
        Assert.Contains("map has no entry for key \"Status\"", error, StringComparison.Ordinal);
    }
}
