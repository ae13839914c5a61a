using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Connectivity;

internal static class IncidentEndpoints
{
    private const int Listed = 50, Searched = 100, LongestText = 128;

    public static IEndpointRouteBuilder MapIncidents(this IEndpointRouteBuilder routes)
    {
        var incidents = routes.MapGroup("/api/incidents").WithTags("Connectivity");
        incidents.MapGet("/", List);
        incidents.MapGet("/{id}", Find);
        return routes;
    }

    /// <summary>
    /// The last 50 incidents, newest first; with <c>q</c> those of the last 100 that have this text in a service, their
    /// cause, or a source, an error or evidence of their lines, in letters of either case.
    /// </summary>
    /// <remarks><c>q</c> has 128 characters at most.</remarks>
    internal static async Task<Results<Ok<IReadOnlyList<IncidentSummary>>, ProblemHttpResult>> List(
        IncidentStore store, string? q = null)
    {
        if (q?.Length > LongestText) return ConnectivityProblems.BadParameters(
            new Dictionary<string, string[]> { ["q"] = [$"At most {LongestText} characters."] });

        var found = string.IsNullOrEmpty(q)
            ? await store.ListAsync(Listed)
            : await store.SearchAsync(q, Searched, Listed);
        return TypedResults.Ok(found);
    }

    /// <summary>
    /// An incident with its evidence, what containers printed last before their services went down included; with
    /// <c>format=markdown</c> as a page to send on.
    /// </summary>
    /// <remarks>404 <c>unknown_incident</c>.</remarks>
    internal static async Task<Results<Ok<Incident>, ContentHttpResult, ProblemHttpResult>> Find(
        string id, IncidentStore store, ContainerLogStore logs, string? format = null)
    {
        if (format is not (null or "" or "json" or "markdown")) return ConnectivityProblems.BadParameters(
            new Dictionary<string, string[]> { ["format"] = ["json or markdown."] });
        if (await store.FindAsync(id) is not { } stored) return ConnectivityProblems.UnknownIncident(id);

        var incident = stored with { Logs = await logs.OfAsync(stored) };
        return format == "markdown"
            ? TypedResults.Text(IncidentMarkdown.Of(incident), IncidentMarkdown.ContentType)
            : TypedResults.Ok(incident);
    }
}
