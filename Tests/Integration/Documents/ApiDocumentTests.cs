using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.Tests.Integration.Connectivity;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Documents;

/// <summary>What is written for people and what is made for programs name the same routes.</summary>
public sealed partial class ApiDocumentTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_written_down_and_nothing_else_is()
    {
        await using var panel = await LogPanel.StartAsync(server);

        var document = JsonNode.Parse(await panel.Http.GetStringAsync("/openapi/v1.json", Cancel))!;
        var written = await File.ReadAllTextAsync(Written, Cancel);

        var known = document["paths"]!.AsObject().SelectMany(
            path => path.Value!.AsObject().Select(
                method => $"{method.Key.ToUpperInvariant()} {Normal(path.Key)}"));
        Assert.Equal(known.Order(), Route().Matches(written).Select(route => route.Groups[1].Value).Order());
    }

    [Fact]
    public async Task Every_parameter_of_an_address_is_written_beside_its_route()
    {
        await using var panel = await LogPanel.StartAsync(server);

        var document = JsonNode.Parse(await panel.Http.GetStringAsync("/openapi/v1.json", Cancel))!;
        var lines = await File.ReadAllLinesAsync(Written, Cancel);

        var missing =
            from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            from parameter in method.Value!["parameters"]?.AsArray() ?? []
            where (string?)parameter!["in"] == "query"
            let route = $"`{method.Key.ToUpperInvariant()} {Normal(path.Key)}`"
            let name = (string)parameter["name"]!
            where !lines.Any(line => line.Contains(route, StringComparison.Ordinal)
                && Regex.IsMatch(line, $@"\b{Regex.Escape(name)}\b"))
            select $"{route} {name}";
        Assert.Empty(missing);
    }

    // A copy of docs/api.md.
    private static string Written => Path.Combine(AppContext.BaseDirectory, "Documents", "api.md");

    private static string Normal(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    [GeneratedRegex("`((?:GET|POST|PUT|DELETE) /[^` ]+)`")]
    private static partial Regex Route();
}
