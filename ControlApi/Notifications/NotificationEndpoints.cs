using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Notifications;

/// <summary>Who is to be told, to see whether word comes through.</summary>
public sealed record NoticeTestRequest
{
    /// <summary><c>webhook</c>, all of them, or <c>ntfy</c>.</summary>
    public required NoticeTargetKind Target { get; init; }
}

/// <summary>How it went, an address each.</summary>
public sealed record NoticeTestAnswer(IReadOnlyList<NoticeSent> Sent);

internal static class NotificationEndpoints
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddHttpClient(NoticePost.Client, client => client.Timeout = NoticePost.Limit)
            .ConfigurePrimaryHttpMessageHandler(Handler)
            // Both write whole addresses, which are as good as passwords.
            .RemoveAllLoggers();
        return services.AddSingleton<NoticeList>().AddSingleton<NoticePost>().AddSingleton<NoticeTurns>()
            .AddSingleton<NoticeWorker>();

        static SocketsHttpHandler Handler()
        {
            var handler = Ipv4.Handler(Loopback.Without);
            handler.ActivityHeadersPropagator = null;
            return handler;
        }
    }

    public static IEndpointRouteBuilder MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/notifications/test", TestAsync).WithTags("Notifications");
        return routes;
    }

    /// <summary>
    /// Tell the webhooks or the ntfy topic of the settings something, now, and say what came of it. One at a time and
    /// six a minute.
    /// </summary>
    /// <remarks>
    /// <c>target</c> is <c>webhook</c> or <c>ntfy</c>; <c>sent</c> is <c>[{host, status, problem, ms}]</c>. 409
    /// <c>not_configured</c>; 429 <c>too_many_tests</c> with Retry-After.
    /// </remarks>
    internal static async Task<Results<Ok<NoticeTestAnswer>, ProblemHttpResult>> TestAsync(
        NoticeTestRequest request, NoticePost post, NoticeTurns turns, SettingsStore settings, TimeProvider time,
        HttpResponse response, CancellationToken cancel)
    {
        var targets = NoticeTarget.All(settings)
            .Where(target => target.Kind == request.Target).ToList();
        if (targets.Count == 0)
        {
            return Problem(
                "not_configured", 409, "There is nobody to tell",
                request.Target == NoticeTargetKind.Webhook
                    ? "Give the address of a webhook in the settings first."
                    : "Give the address of an ntfy topic in the settings first.");
        }

        if (turns.Refuse() is { } wait) return TooMany(response, wait);

        try
        {
            var notice = Test(time.GetUtcNow());
            return TypedResults.Ok(new NoticeTestAnswer(
                await Task.WhenAll(targets.Select(target => post.SendAsync(target, notice, cancel)))));
        }
        finally
        {
            turns.End();
        }
    }

    private static Notice Test(DateTimeOffset now) => new()
    {
        Id = $"test-{Guid.NewGuid():N}",
        At = now,
        Event = NoticeEvent.Test,
        Title = "SparkControl",
        Text = "Word from the panel comes through."
    };

    private static ProblemHttpResult TooMany(HttpResponse response, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem(
            "too_many_tests", 429, "One test at a time, and six a minute", $"Try again in {seconds} s.");
    }
}
