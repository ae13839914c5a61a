using Microsoft.AspNetCore.WebUtilities;

namespace SparkControl.Simulator.Web;

/// <summary>uvicorn's line for each answer.</summary>
internal static class AccessLog
{
    public static void Use(WebApplication app, Action<string> write) => app.Use(async (context, next) =>
    {
        await next(context);
        var (request, status) = (context.Request, context.Response.StatusCode);
        write($"INFO:     {context.Connection.RemoteIpAddress}:{context.Connection.RemotePort} - " +
            $"\"{request.Method} {request.Path} HTTP/1.1\" {status} {ReasonPhrases.GetReasonPhrase(status)}");
    });
}
