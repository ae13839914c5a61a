using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy;

/// <summary>
/// What protects recordings from web pages that somebody in the LAN visits. A change that has an Origin is refused: the
/// panel asks where one comes from, and forwards it without.
/// </summary>
internal static class PageGuard
{
    private static readonly PathString[] Paths = ["/api", "/v1"];

    /// <param name="app">The service.</param>
    /// <param name="settings">Those in force now; null while they are not known.</param>
    public static IApplicationBuilder UsePageGuard(this IApplicationBuilder app, Func<EffectiveSettings?> settings) =>
        app.Use((context, next) => Refusal(context.Request, settings()?.AllowedHosts ?? []) is { } refusal
            ? refusal.WriteAsync(context)
            : next(context));

    private static ProblemHttpResult? Refusal(HttpRequest request, IReadOnlyList<string> hosts)
    {
        // Orchestrators ask how it is under whatever name they have for it.
        if (!Paths.Any(path => request.Path.StartsWithSegments(path))) return null;

        if (!HostRule.Allows(request.Host.Host, hosts))
        {
            return Problems.Problem("unknown_host", StatusCodes.Status421MisdirectedRequest,
                "AudioProxy does not answer to this name", "Ask the panel, or this service by its address.");
        }

        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return isSafe || request.Headers.Origin.Count == 0
            ? null
            : Problems.Problem("foreign_origin", StatusCodes.Status403Forbidden, "A web page may change nothing here",
                "Send it to the panel: pages that its owner has named may.");
    }
}
