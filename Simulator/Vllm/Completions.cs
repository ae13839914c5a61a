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
            context.Response.StatusCode = request is null ? 400 : 404;
            await context.Response.WriteAsJsonAsync(new
            {
                error = new
                {
                    message = $"The model `{model}` does not exist.",
                    type = "NotFoundError",
                    param = "model",
                    code = context.Response.StatusCode
                }
            });
            return;
        }

        var wanted = (int?)request["max_completion_tokens"] ?? (int?)request["max_tokens"] ?? _answer.Length;
        var words = _answer.Take(Math.Clamp(wanted, 1, _answer.Length)).ToArray();
        var start = pace.Time.GetTimestamp();
        var first = pace.Compressed(TimeSpan.FromMilliseconds(180));
        metrics.Begin();
        try
        {
            await Task.Delay(first, pace.Time, context.RequestAborted);
            await ((bool?)request["stream"] == true
                ? StreamAsync(context, model, words, pace, isChat)
                : context.Response.WriteAsJsonAsync(Whole(model, words, wanted, pace, isChat)));
        }
        finally
        {
            metrics.End(12, words.Length, first, pace.Time.GetElapsedTime(start));
        }
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

    private static async Task StreamAsync(HttpContext context, string model, string[] words, Pace pace, bool isChat)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        for (var i = 0; i <= words.Length; i++)
        {
            var isLast = i == words.Length;
            var text = isLast ? "" : (i == 0 ? "" : " ") + words[i];
            var reason = isLast ? "stop" : null;
            object choice = isChat
                ? new { index = 0, delta = new { content = text }, finish_reason = reason }
                : new { index = 0, text, finish_reason = reason };
            var chunk = new
            {
                id = "chatcmpl-5ca1ab1e",
                @object = isChat ? "chat.completion.chunk" : "text_completion",
                created = pace.Now.ToUnixTimeSeconds(),
                model,
                choices = new[] { choice }
            };
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await pace.WaitAsync(TimeSpan.FromMilliseconds(26), context.RequestAborted);
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }
}
