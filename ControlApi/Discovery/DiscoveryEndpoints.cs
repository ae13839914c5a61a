using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.ControlApi.Discovery;

internal static class DiscoveryEndpoints
{
    public static IServiceCollection AddDiscovery(this IServiceCollection services) => services
        .AddSingleton<EndpointsCache>()
        .AddSingleton<EndpointsStream>();

    public static IEndpointRouteBuilder MapDiscovery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/endpoints", Endpoints).WithTags("Discovery").Produces<EndpointsView>();
        routes.MapGet("/api/endpoints/stream", Follow).WithTags("Discovery");
        return routes;
    }

    /// <summary>
    /// Where other apps find each service, and whether it is ready now. Unchanged answers cost nothing: send the ETag
    /// back as If-None-Match.
    /// </summary>
    /// <remarks>
    /// <c>vllm</c>, <c>parakeet</c> and <c>magpie</c>, each with <c>ready</c> and <c>base_url</c>, which is null until
    /// its host is set; <c>expected_ready_at</c> of vLLM while a load with a history runs, <c>disabled</c> where it is
    /// switched off. 304 when it is the same.
    /// </remarks>
    internal static Task Endpoints(HttpContext context, EndpointsCache endpoints)
    {
        var document = endpoints.Now();
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = document.Tag;
        if (document.IsKnownBy(context.Request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        response.ContentLength = document.Json.Length;
        // Not by the request's token, which would be made for each of ten thousand a second.
        return response.Body.WriteAsync(document.Json, CancellationToken.None).AsTask();
    }

    /// <summary>The same as <c>endpoints</c> events: the whole of it at once, and whenever any of it changes.</summary>
    internal static ServerSentEventsResult<string> Follow(EndpointsStream endpoints, IHostApplicationLifetime life) =>
        TypedResults.ServerSentEvents(endpoints.ReadAsync(life.ApplicationStopping));
}
