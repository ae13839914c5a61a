using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>Errors in the words of FastAPI, or in those of OpenAI where the server's style has them.</summary>
internal static class FastApi
{
    public static IResult Error(int status, string detail) => new Refusal(status, detail, detail);

    /// <summary>A field of the form that is not there, or not what it should be.</summary>
    public static IResult Missing(string field) => new Refusal(
        422,
        $"Field required: {field}",
        new[]
        {
            new { type = "missing", loc = new[] { "body", field }, msg = "Field required", input = (JsonNode?)null }
        });

    /// <summary>What no route takes.</summary>
    public static void MapRest(WebApplication app, SpeechService service) => app.Use(async (context, next) =>
    {
        context.Features.Set(service.Answers);
        await next(context);
        if (context.Response.HasStarted || context.Response.ContentLength is not null) return;
        var detail = context.Response.StatusCode switch
        {
            404 => "Not Found",
            405 => "Method Not Allowed",
            _ => null
        };
        if (detail is not null) await Error(context.Response.StatusCode, detail).ExecuteAsync(context);
    });

    private sealed class Refusal(int status, string message, object detail) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            var isOpenAi = context.Features.Get<AnswerStyle>() is { Errors: ErrorForm.OpenAi };
            var type = status < 500 ? "invalid_request_error" : "server_error";
            object body = isOpenAi ? new { error = new { message, type, code = status } } : new { detail };
            return Results.Json(body, statusCode: status).ExecuteAsync(context);
        }
    }
}
