using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Status;

/// <summary>Keeps "nothing was ever read" from being taken for "there is nothing".</summary>
internal static class KnownState
{
    /// <summary>Refuses as while Redis is away, until the shared state was read once.</summary>
    public static RouteHandlerBuilder NeedsState(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<StateMirror>().IsBlank
                ? throw new RedisConnectionException(
                    ConnectionFailureType.UnableToConnect, CommandFlags.None, "Nothing was read from Redis yet.")
                : next(context));
}
