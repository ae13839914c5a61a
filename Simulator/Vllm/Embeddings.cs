using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>Embeddings: eight numbers that depend on the text and on nothing else.</summary>
internal static class Embeddings
{
    public static void Map(WebApplication app, LoadPlan plan, VllmMetrics metrics) =>
        app.MapPost("/v1/embeddings", async (JsonObject request) =>
        {
            metrics.Begin();
            await Task.Yield();
            var texts = request["input"] is JsonArray many
                ? many.Select(text => (string)text!)
                : [(string?)request["input"] ?? ""];
            var data = texts.Select((text, index) => new { index, @object = "embedding", embedding = Vector(text) })
                .ToArray();
            metrics.Step(data.Length * 8, 0);
            metrics.End(1, TimeSpan.FromMilliseconds(9), TimeSpan.FromMilliseconds(9));
            return Results.Json(new
            {
                id = "embd-5ca1ab1e",
                @object = "list",
                model = plan.Arguments.ServedNames[0],
                data,
                usage = new { prompt_tokens = data.Length * 8, total_tokens = data.Length * 8 }
            });
        });

    private static double[] Vector(string text)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
        return [.. hash.Take(8).Select(part => part / 127.5 - 1)];
    }
}
