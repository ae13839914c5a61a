using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Status;

internal static class StatusEndpoints
{
    private static readonly string[] Services = ["vllm"], Nodes = ["spark1", "spark2"];

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
        StateMirror mirror, SettingsStore settings, CatalogStore catalog, TimeProvider time) =>
        TypedResults.Ok(new StatusSnapshot(
            time.GetUtcNow(), Version, (int?)mirror.Staleness?.TotalSeconds,
            settings.Current.Spark1 is not null,
            mirror.Value(States.Settings) ?? settings.Current, catalog.Current,
            mirror.Value(States.Disk), mirror.Value(States.Usual),
            mirror.Value(States.Launcher), mirror.Value(States.Driver), mirror.Value(States.Swap),
            Services.ToDictionary(name => name, name => mirror.Value(States.Service(name))),
            Nodes.ToDictionary(name => name, name => mirror.Value(States.Node(name)))));
}
