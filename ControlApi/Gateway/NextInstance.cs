using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace SparkControl.ControlApi.Gateway;

/// <summary>
/// Sends a request to another instance when the first one could not be reached, as long as nothing of its body is gone
/// and nothing was answered. What cannot be had from any is told.
/// </summary>
internal static class NextInstance
{
    public static async Task ForwardAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var (well, all) = (proxy.AvailableDestinations, proxy.AllDestinations);
        HashSet<DestinationState> tried = [];
        do
        {
            Forget(context);
            // Those that are said to be down come last: better than nobody.
            proxy.AvailableDestinations = Except(well, tried) is { Count: > 0 } left ? left : Except(all, tried);
            proxy.ProxiedDestination = null;
            await next(context);
        }
        while (proxy.ProxiedDestination is { } failed && tried.Add(failed) && tried.Count < all.Count
            && MayGoOn(context));

        if (GatewayProblems.Of(context) is { } problem)
        {
            context.Response.Clear();
            await GatewayProblems.WriteAsync(context, problem);
        }
    }

    private static List<DestinationState> Except(
        IReadOnlyList<DestinationState> destinations, HashSet<DestinationState> tried) =>
        [.. destinations.Where(destination => !tried.Contains(destination))];

    private static void Forget(HttpContext context)
    {
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static bool MayGoOn(HttpContext context) =>
        !context.Response.HasStarted && context.Features.Get<IForwarderErrorFeature>() is { } failed
        && (Reach.Failed(failed) || (IsBroken(failed.Error) && (IsSafe(context.Request.Method) || IsWhole(context))));

    private static bool IsBroken(ForwarderError error) =>
        error is ForwarderError.Request or ForwarderError.RequestBodyDestination;

    // The server says so: the limit of a body can no longer be set once any of it was read.
    private static bool IsWhole(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false };

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
