using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>A page of the log.</summary>
/// <param name="Entries">Newest first; may be fewer than asked for while there is a <paramref name="Next"/>.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null when this is the last.</param>
public sealed record ConnectivityAnswer(IReadOnlyList<ConnectivityEntry> Entries, string? Next);

internal static class ConnectivityEndpoints
{
    public static IServiceCollection AddConnectivity(this IServiceCollection services) => services
        .AddReports()
        .AddSingleton(provider => new ConnectivityLog(
            provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IncidentStore>()
        .AddSingleton<ContainerLogStore>();

    public static IEndpointRouteBuilder MapConnectivity(this IEndpointRouteBuilder routes)
    {
        routes.MapReports();
        routes.MapGet("/api/connectivity", Read).WithTags("Connectivity");
        routes.MapIncidents();
        return routes;
    }

    /// <summary>
    /// The connectivity log, newest first, a page at a time; the Link header leads to the next page. What is wanted of
    /// it: <c>service</c>, <c>kind</c> (several with commas between), <c>source</c>, <c>q</c> (a part of what a line
    /// says), <c>from</c>, <c>to</c>; <c>limit</c> lines a page, from a <c>cursor</c> on; <c>format</c> is json or csv.
    /// </summary>
    /// <remarks>
    /// <c>kind</c> is <c>transition</c>, <c>report</c>, <c>swap</c>, <c>update</c>, <c>action</c> or <c>warning</c>;
    /// <c>limit</c> is 1 to 1,000, 100 without it. 400 <c>invalid</c>.
    /// </remarks>
    internal static async Task<Results<Ok<ConnectivityAnswer>, ContentHttpResult, ProblemHttpResult>> Read(
        [AsParameters] ConnectivityQuery query, HttpContext context, ConnectivityLog log)
    {
        var reader = new ConnectivityQueryReader();
        var wish = reader.Read(query, context.Request.Query.Keys);
        if (reader.Errors.Count > 0) return ConnectivityProblems.BadParameters(reader.Errors);

        var page = await log.ReadAsync(wish.Filter, wish.Cursor, wish.Limit);
        if (page.Next is { } next) context.Response.Headers.Link = $"<{Address(context.Request, next)}>; rel=\"next\"";
        return wish.IsCsv
            ? TypedResults.Text(ConnectivityCsv.Of(page.Entries), ConnectivityCsv.ContentType)
            : TypedResults.Ok(new ConnectivityAnswer(page.Entries, page.Next?.ToString()));
    }

    private static string Address(HttpRequest request, ConnectivityCursor next)
    {
        var others = request.Query.Where(
            parameter => !parameter.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase));
        return request.Path + QueryString.Create(others).Add("cursor", next.ToString());
    }
}
