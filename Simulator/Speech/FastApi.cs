using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>Errors in the words of FastAPI.</summary>
internal static class FastApi
{
    public static IResult Error(int status, string detail) => Results.Json(new { detail }, statusCode: status);

    /// <summary>A field of the form that is not there, or not what it should be.</summary>
    public static IResult Missing(string field) => Results.Json(
        new
        {
            detail = new[]
            {
                new { type = "missing", loc = new[] { "body", field }, msg = "Field required", input = (JsonNode?)null }
            }
        },
        statusCode: 422);

    /// <summary>What no route takes.</summary>
    public static void MapRest(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.Response.HasStarted || context.Response.ContentLength is not null) return;
            var detail = context.Response.StatusCode switch
            {
                404 => "Not Found",
                405 => "Method Not Allowed",
                _ => null
            };
            if (detail is not null) await context.Response.WriteAsJsonAsync(new { detail });
        });
    }
}
