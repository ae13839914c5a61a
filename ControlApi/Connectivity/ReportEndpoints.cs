using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Connectivity;

internal static class ReportEndpoints
{
    private const int LongestBody = 16 * 1024, LongestSource = 128, LongestError = 1000;
    private static readonly TimeSpan InboxEmpties = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<ReportLimits>();
    }

    public static IEndpointRouteBuilder MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/health-event", Report)
            .WithTags("Connectivity").WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        return routes;
    }

    /// <summary>Report what an app has seen of a service. It changes no verdict; 202 means that it is stored.</summary>
    /// <remarks>
    /// 16 KiB at most. 429 <c>too_many_reports</c> and 503 <c>inbox_full</c>, each with Retry-After. 60 a minute of one
    /// address and <c>source</c>, after a silence 120 at once; of one address ten times as many.
    /// </remarks>
    internal static async Task<Results<Accepted, ProblemHttpResult>> Report(
        HealthEvent report, HttpContext context, ReportLimits limits, RedisLink redis, TimeProvider time)
    {
        var entry = Entry(report, time.GetUtcNow());
        if (limits.Refuse(context.Connection.RemoteIpAddress, entry.Source) is { } wait)
            return ConnectivityProblems.TooMany(RetryAfter(context.Response, wait));

        if (await new HandOver(redis, redis.Keys.Inbox).PushAsync(entry, Keys.InboxLimit))
            return TypedResults.Accepted((string?)null);

        RetryAfter(context.Response, InboxEmpties);
        return ConnectivityProblems.InboxFull();
    }

    internal static ConnectivityEntry Entry(HealthEvent report, DateTimeOffset now) => new()
    {
        Id = $"r-{Guid.NewGuid():N}",
        At = now,
        Kind = ConnectivityKind.Report,
        Service = report.Service,
        Ok = report.Ok,
        Source = PlainText.Of(report.Source, LongestSource),
        Error = PlainText.Of(report.Error, LongestError),
        Ms = report.Ms
    };

    private static int RetryAfter(HttpResponse response, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return seconds;
    }
}
