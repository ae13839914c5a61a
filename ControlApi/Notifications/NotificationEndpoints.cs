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
            .ConfigurePrimaryHttpMessageHandler(Ipv4.Handler);
        return services.AddSingleton<NoticeList>().AddSingleton<NoticePost>().AddSingleton<NoticeWorker>();
    }

    public static IEndpointRouteBuilder MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/notifications/test", TestAsync).WithTags("Notifications");
        return routes;
    }

    /// <summary>Tell the webhooks or the ntfy topic of the settings something, now, and say what came of it.</summary>
    internal static async Task<Results<Ok<NoticeTestAnswer>, ProblemHttpResult>> TestAsync(
        NoticeTestRequest request, NoticePost post, SettingsStore settings, TimeProvider time, CancellationToken cancel)
    {
        var targets = NoticeTarget.All(settings.Current.Notifications)
            .Where(target => target.Kind == request.Target).ToList();
        if (targets.Count == 0)
        {
            return Problem(
                "not_configured", 409, "There is nobody to tell",
                request.Target == NoticeTargetKind.Webhook
                    ? "Give the address of a webhook in the settings first."
                    : "Give the address of an ntfy topic in the settings first.");
        }

        var notice = new Notice
        {
            Id = $"test-{Guid.NewGuid():N}",
            At = time.GetUtcNow(),
            Event = NoticeEvent.Test,
            Title = "SparkControl",
            Text = "Word from the panel comes through."
        };
        return TypedResults.Ok(new NoticeTestAnswer(
            await Task.WhenAll(targets.Select(target => post.SendAsync(target, notice, cancel)))));
    }
}
