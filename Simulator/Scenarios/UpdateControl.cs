namespace SparkControl.Simulator.Scenarios;

/// <summary>What upstream has for the pair, by HTTP: commits of the launcher, and images.</summary>
internal static class UpdateControl
{
    public static void MapUpdates(this RouteGroupBuilder routes, SimulatedPair pair)
    {
        routes.MapPost("/launcher", (LauncherRequest request) => Move(pair, request));
        routes.MapPost("/image", (ImageRequest request) => Results.Ok(
            new { Id = pair.Registry.Publish(request.Version, request.Fault ?? ImageFault.None) }));
    }

    /// <summary>Begins or ends a fault, and adds a commit: a line in a file, or an era's launcher.</summary>
    private static IResult Move(SimulatedPair pair, LauncherRequest request)
    {
        if (request.Era is not (null or "a" or "b" or "c"))
            return Results.Problem("There are the eras a, b and c.", statusCode: 400);
        if (request.Fault is { } fault) pair.Upstream.Fault = fault;
        return request.Push is { } subject
            ? Results.Ok(new { Id = pair.Upstream.Push(subject, request.File, request.Era) })
            : Results.NoContent();
    }

    private sealed record LauncherRequest(string? Push, string? File, string? Era, UpstreamFault? Fault);

    private sealed record ImageRequest(string Version, ImageFault? Fault);
}
