using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>Chat and plain completions: always the same answer, at a believable speed.</summary>
internal static class Completions
{
    private static readonly string[] _answer =
        "This is a simulated answer of a simulated model . It is always the same .".Split(' ');

    public static void Map(WebApplication app, LoadPlan plan, VllmMetrics metrics, Pace pace)
    {
        app.MapPost("/v1/chat/completions", context => AnswerAsync(context, plan, metrics, pace, isChat: true));
        app.MapPost("/v1/completions", context => AnswerAsync(context, plan, metrics, pace, isChat: false));
    }

    private static async Task AnswerAsync(
        HttpContext context, LoadPlan plan, VllmMetrics metrics, Pace pace, bool isChat)
    {
        var request = await ReadAsync(context);
        var model = (string?)request?["model"] ?? plan.Arguments.ServedNames[0];
        if (request is null || !plan.Arguments.ServedNames.Contains(model))
        {
            await RefuseAsync(context, request is null ? 400 : 404, model);
            return;
        }

        var wanted = (int?)request["max_completion_tokens"] ?? (int?)request["max_tokens"] ?? _answer.Length;
        var words = _answer.Take(Math.Clamp(wanted, 1, _answer.Length)).ToArray();
        using var run = new CompletionRun(metrics, pace);
        var tokens = run.TokensAsync(words, context.RequestAborted);
        if ((bool?)request["stream"] == true)
        {
            await StreamAsync(context, model, tokens, pace, isChat);
            return;
        }

        await foreach (var _ in tokens)
        {
            // Each is counted as it comes; they are sent together.
        }

        await context.Response.WriteAsJsonAsync(Whole(model, words, wanted, pace, isChat));
    }

    private static Task RefuseAsync(HttpContext context, int status, string model)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new
        {
            error = new
            {
                message = $"The model `{model}` does not exist.",
                type = "NotFoundError",
                param = "model",
                code = status
            }
        });
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object Whole(string model, string[] words, int wanted, Pace pace, bool isChat)
    {
        var text = string.Join(' ', words);
        var reason = wanted < _answer.Length ? "length" : "stop";
        object choice = isChat
            ? new { index = 0, message = new { role = "assistant", content = text }, finish_reason = reason }
            : new { index = 0, text, finish_reason = reason };
        return new
        {
            id = isChat ? "chatcmpl-5ca1ab1e" : "cmpl-5ca1ab1e",
            @object = isChat ? "chat.completion" : "text_completion",
            created = pace.Now.ToUnixTimeSeconds(),
            model,
            choices = new[] { choice },
            usage = new { prompt_tokens = 12, completion_tokens = words.Length, total_tokens = 12 + words.Length }
        };
    }

    private static async Task StreamAsync(
        HttpContext context, string model, IAsyncEnumerable<string> tokens, Pace pace, bool isChat)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await foreach (var token in tokens) await SendAsync(context, Chunk(model, token, null, pace, isChat));
        await SendAsync(context, Chunk(model, "", "stop", pace, isChat));
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static object Chunk(string model, string text, string? reason, Pace pace, bool isChat) => new
    {
        id = "chatcmpl-5ca1ab1e",
        @object = isChat ? "chat.completion.chunk" : "text_completion",
        created = pace.Now.ToUnixTimeSeconds(),
        model,
        choices = new object[]
        {
            isChat
                ? new { index = 0, delta = new { content = text }, finish_reason = reason }
                : new { index = 0, text, finish_reason = reason }
        }
    };

    private static async Task SendAsync(HttpContext context, object chunk)
    {
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
