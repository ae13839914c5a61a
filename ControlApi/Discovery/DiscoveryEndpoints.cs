using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Discovery;

internal static class DiscoveryEndpoints
{
    public static IEndpointRouteBuilder MapDiscovery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/endpoints", Endpoints).WithTags("Discovery").Produces<EndpointsView>();
        return routes;
    }

    /// <summary>
    /// Where other apps find each service, and whether it is ready now. Unchanged answers cost nothing: send the ETag
    /// back as If-None-Match.
    /// </summary>
    internal static FileContentHttpResult Endpoints(
        StateMirror mirror, SettingsStore settings, TimeProvider time, HttpResponse response)
    {
        var now = time.GetUtcNow();
        var view = new EndpointsNow(
            settings.Current, mirror.Value(States.Swap), now, name => Freshness.Service(mirror, name, now)).Compose();
        var json = JsonSerializer.SerializeToUtf8Bytes(view, Wire.Options);

        response.Headers.CacheControl = "no-cache";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 8))}\"");
        return TypedResults.Bytes(json, "application/json", entityTag: tag);
    }
}
