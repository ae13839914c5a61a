using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Status;

internal static class StatusEndpoints
{
    private static readonly string[] Services = ["vllm"];

    /// <summary>The version of the program, without its build's suffix.</summary>
    public static string Version { get; } = typeof(StatusEndpoints).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static IEndpointRouteBuilder MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/status", Status).WithTags("Status");
        return routes;
    }

    /// <summary>Everything the first page needs, in one snapshot from memory.</summary>
    internal static Ok<StatusSnapshot> Status(
        StateMirror mirror, SettingsStore settings, CatalogStore catalog, TimeProvider time)
    {
        var now = time.GetUtcNow();
        // Settings and catalog are of the files, which know a change before Redis does.
        var effective = settings.Current;
        return TypedResults.Ok(new StatusSnapshot(
            now, Version, (int?)mirror.Silence?.TotalSeconds, effective.Spark1 is not null,
            effective, catalog.Current, mirror.Value(States.Disk), mirror.Value(States.Usual),
            mirror.Value(States.Launcher), mirror.Value(States.Driver), mirror.Value(States.Swap),
            Services.ToDictionary(name => name, name => Freshness.Service(mirror, name, now)),
            effective.Nodes.ToDictionary(
                node => node.Name, node => Freshness.Of(mirror.Get(States.Node(node.Name)), now))));
    }
}
