using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Security;

/// <summary>What protects a panel without a password from pages that its owner happens to visit.</summary>
internal static class LanGuard
{
    // blob: is a recording that the page plays from the disk of who picked it; it never leaves the browser.
    private const string Policy = "default-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'; object-src 'none'";

    /// <summary>
    /// Puts the rules for Host and Origin, and the headers of every answer, before everything that follows.
    /// </summary>
    public static IApplicationBuilder UseLanGuard(this IApplicationBuilder app)
    {
        var settings = app.ApplicationServices.GetRequiredService<SettingsStore>();
        return app.Use((context, next) =>
        {
            var shared = SharedWith(context.Request, settings.Current);
            context.Response.OnStarting(() => AddHeaders(context.Response.Headers, shared));
            if (Refusal(context.Request, settings.Current) is { } refusal) return refusal.WriteAsync(context);

            return shared is not null && IsPreflight(context.Request) ? Allow(context) : next(context);
        });
    }

    private static ProblemHttpResult? Refusal(HttpRequest request, EffectiveSettings settings)
    {
        if (!HostRule.Allows(request.Host.Host, settings.AllowedHosts))
        {
            return Problems.Problem("unknown_host", 421, "SparkControl does not answer to this name",
                $"Open it by its address or its .local name, and add “{request.Host.Host}” to its names in the "
                + "settings (allowed_hosts).");
        }

        return IsSafe(request.Method) || OriginRule.Allows(Origin(request), request.Host, settings.AllowedOrigins)
            ? null
            : Problems.Problem("foreign_origin", 403, "Another page may not change anything here",
                $"The request came from {Origin(request)}, but SparkControl is opened as {request.Host}. If that "
                + "page is yours, add it to the other pages in the settings (allowed_origins).");
    }

    // The page of another origin that the owner has named; null for everybody else.
    private static string? SharedWith(HttpRequest request, EffectiveSettings settings) =>
        Origin(request) is { } origin && settings.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            ? origin
            : null;

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    // Clients of OpenAI's API send headers of their own, which the owner has named the page for.
    private static Task Allow(HttpContext context)
    {
        var (response, asked) = (context.Response, context.Request.Headers.AccessControlRequestHeaders);
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
        response.Headers.AccessControlAllowHeaders = asked.Count > 0 ? asked : "Content-Type, Last-Event-ID";
        response.Headers.AccessControlMaxAge = "600";
        return Task.CompletedTask;
    }

    private static Task AddHeaders(IHeaderDictionary headers, string? shared)
    {
        if (shared is not null)
        {
            headers.AccessControlAllowOrigin = shared;
            headers.AccessControlExposeHeaders = $"Location, Retry-After, {StaleHeader.Name}";
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        }

        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";

        // With no-referrer a browser sends “Origin: null” with a form of the panel's own.
        headers["Referrer-Policy"] = "same-origin";
        return Task.CompletedTask;
    }

    private static string? Origin(HttpRequest request) =>
        request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null;

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
