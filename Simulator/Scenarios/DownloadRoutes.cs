using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Scenarios;

/// <summary>The control API of the Hub, and of what <c>hf</c> and <c>rsync</c> move.</summary>
internal static class DownloadRoutes
{
    public static void Map(RouteGroupBuilder routes, SimulatedPair pair)
    {
        routes.MapPost("/hub", (HubRequest request) => Change(pair.Hub, request));
        routes.MapPost("/transfer", (TransferRequest request) => Change(pair, request));
    }

    private static IResult Change(SimulatedHub hub, HubRequest request)
    {
        if (request.Repo is { } name)
        {
            if (request.Gated is not (null or "auto" or "manual"))
                return Results.Problem("Access is given auto or manual.", statusCode: 400);
            hub.Add(HubRepo.Written(name, request.Shards ?? 2, request.ShardBytes ?? 1 << 20) with
            {
                Gated = request.Gated,
                IsPrivate = request.Private ?? false
            });
        }

        if (request.Away is { } isAway) hub.IsAway = isAway;
        if (request.PageSize is { } size) hub.PageSize = Math.Max(1, size);
        if (request.Limit is { } answers) hub.LimitRate(answers, request.RetryAfter ?? 30);
        return Results.NoContent();
    }

    private static IResult Change(SimulatedPair pair, TransferRequest request)
    {
        if (pair.Find(request.Node) is not { } node) return ControlApi.NoSuchNode(request.Node);
        var transfers = request.Tool switch
        {
            "hf" => node.Downloads,
            "rsync" => node.Copies,
            _ => null
        };
        if (transfers is null) return Results.Problem("hf and rsync are all.", statusCode: 404);
        if (request.BytesPerSecond is { } rate) transfers.BytesPerSecond = rate > 0 ? rate : null;
        if (request.Fault is { } fault) transfers.Begin(fault, request.AfterBytes ?? 0, request.Times ?? 1);
        return Results.NoContent();
    }

    private sealed record HubRequest(
        string? Repo, int? Shards, long? ShardBytes, string? Gated, bool? Private, bool? Away, int? Limit,
        int? RetryAfter, int? PageSize);

    private sealed record TransferRequest(
        string Node, string Tool, double? BytesPerSecond, TransferFault? Fault, long? AfterBytes, int? Times);
}
