using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using SparkControl.Contracts;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Holds the routes that take recordings to the limit of the settings. A request that says itself that it is larger is
/// refused before its body is sent; a body of unknown length ends where the limit is.
/// </summary>
public static class UploadLimit
{
    /// <summary>What a form may have around its recording, in bytes.</summary>
    public const long Around = 64 * 1024;

    private static readonly PathString[] Paths = ["/api/audio", "/v1/audio"];

    /// <param name="app">The service.</param>
    /// <param name="settings">Those in force now.</param>
    public static IApplicationBuilder UseUploadLimit(this IApplicationBuilder app, Func<TranscriptSettings> settings) =>
        app.Use((context, next) => Takes(context) ? HoldAsync(context, settings(), next) : next(context));

    // A route with a limit of its own keeps it.
    private static bool Takes(HttpContext context) =>
        Paths.Any(path => context.Request.Path.StartsWithSegments(path))
        && context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null;

    private static Task HoldAsync(HttpContext context, TranscriptSettings settings, RequestDelegate next)
    {
        var limit = settings.UploadLimitBytes + Around;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = limit;
        return context.Request.ContentLength > limit
            ? TooLarge(settings.UploadLimitGib).WriteAsync(context)
            : next(context);
    }

    /// <summary>The refusal of a recording that is larger than the settings allow.</summary>
    public static ProblemHttpResult TooLarge(int gib) => Problems.Problem(
        "too_large", StatusCodes.Status413PayloadTooLarge, "The recording is too large",
        $"The limit is {gib} GiB. Send it compressed, as m4a or opus, or raise upload_limit_gib in the settings.");
}
