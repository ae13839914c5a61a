using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Events;

internal static class EventEndpoints
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .ConfigureHttpJsonOptions(json => PublicJson.Restrict(json.SerializerOptions))
        .AddSingleton(provider =>
        {
            var redis = provider.GetRequiredService<RedisLink>();
            return new ChannelNews(redis, redis.Channels.Lines);
        })
        .AddHostedService(provider => provider.GetRequiredService<ChannelNews>())
        .AddSingleton<EventStream>();

    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/events", Follow).WithTags("Events");
        return routes;
    }

    /// <summary>
    /// The page's one stream: <c>snapshot</c> first and when Redis was replaced, then <c>change</c>, and with
    /// <c>log</c> the lines of a job; with <c>endpoints=1</c> also where everything is. <c>stale</c> says for how long
    /// Redis has been away, or that it never was there (<c>blank</c>). The id of an event is the next line wanted;
    /// Last-Event-ID beats <c>from</c>.
    /// </summary>
    /// <remarks>
    /// <c>snapshot {now, generation?, keys}</c>, <c>change {key, rev, value, …}</c>, <c>stale {seconds, blank}</c>;
    /// with <c>log</c>, a job's id, also <c>log {job, from, lines}</c> and <c>gap {job, from, to}</c>; with
    /// <c>endpoints</c> also <c>endpoints</c>, as their own stream has it.
    /// </remarks>
    internal static ServerSentEventsResult<string> Follow(
        EventStream events, IHostApplicationLifetime life, string? log = null, long from = 1,
        string? endpoints = null, [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null) =>
        TypedResults.ServerSentEvents(events.ReadAsync(
            new EventWish
            {
                Log = log,
                From = Cursor(lastEventId) ?? from,
                Endpoints = endpoints is "1" or "true"
            },
            life.ApplicationStopping));

    /// <summary>The line that a reconnecting client wants next; null when it says nothing of use.</summary>
    internal static long? Cursor(string? lastEventId) =>
        long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0
            ? Math.Min(line, EventWish.LastLine)
            : null;
}
