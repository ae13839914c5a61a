using System.Text.Json.Nodes;
using SparkControl.Tests.Integration.Connectivity;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Deployment;
using Xunit;

namespace SparkControl.Tests.Integration.Documents;

/// <summary>What is written for people is made of what is served for programs.</summary>
public sealed class ApiDocumentTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private const string Small = """
        {
          "paths": {
            "/api/swap/": {
              "post": {
                "tags": ["Swaps"], "summary": "Load a\n model.", "description": "`a|b`.",
                "requestBody": {
                  "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Wish" } } },
                  "required": true
                },
                "responses": {
                  "202": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Id" } } } },
                  "default": {}
                }
              },
              "get": {
                "tags": ["Swaps"], "summary": "The last.",
                "parameters": [{ "name": "id", "in": "path" }, { "name": "from", "in": "query" }],
                "responses": {
                  "200": { "content": { "application/json": { "schema": {
                    "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Swap" }]
                  } } } },
                  "204": {}
                }
              }
            }
          },
          "components": {
            "schemas": { "Wish": { "required": ["model"], "properties": { "model": {}, "token": {} } } }
          }
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>With <c>SPARKCONTROL_API</c>, a file, it writes them there: see eng/api.sh.</summary>
    [Fact]
    public async Task The_tables_are_those_of_the_document_that_is_served()
    {
        await using var panel = await LogPanel.StartAsync(server);
        var document = JsonNode.Parse(await panel.Http.GetStringAsync("/openapi/v1.json", Cancel))!;
        var written = Repository.Text("docs/api.md");

        var made = ApiTables.Fill(written, document);

        if (Environment.GetEnvironmentVariable("SPARKCONTROL_API") is { Length: > 0 } file)
            await File.WriteAllTextAsync(file, made, Cancel);
        else
            Assert.True(made == written, "docs/api.md is of another program than this: run eng/api.sh.");
    }

    [Fact]
    public void A_row_says_what_a_route_does_takes_and_answers()
    {
        var made = ApiTables.Fill("a\n<!-- routes: Swaps -->\nold\n<!-- /routes -->\nb", JsonNode.Parse(Small)!);

        Assert.Equal(
            """
            a
            <!-- routes: Swaps -->

            | route | does | takes | answers |
            | --- | --- | --- | --- |
            | `GET /api/swap` | The last. | `from?` | 200 `Swap` or `null`; 204 |
            | `POST /api/swap` | Load a model. `a\|b`. | `{model, token?}` | 202 `Id` |

            <!-- /routes -->
            b
            """, made);
    }

    [Theory]
    [InlineData("<!-- routes: Models -->\n\n<!-- /routes -->")]
    [InlineData("<!-- routes: Swaps, Swaps -->\n\n<!-- /routes -->")]
    public void A_route_without_one_place_is_named(string text)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => ApiTables.Fill(text, JsonNode.Parse(Small)!));

        Assert.Contains("`GET /api/swap`", failure.Message, StringComparison.Ordinal);
    }
}
