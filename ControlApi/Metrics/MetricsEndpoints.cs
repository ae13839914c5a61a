using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Metrics;

internal static partial class MetricsEndpoints
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1);

    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics/history", History).WithTags("Metrics");
        return routes;
    }

    /// <summary>
    /// What was measured of a node (<c>node=spark1</c>) or a service (<c>service=vllm</c>) in the last hour in steps of
    /// 5 s, or with <c>span=day</c> in the last day in minutes.
    /// </summary>
    /// <remarks>400 <c>invalid</c>; 404 <c>unknown_node</c>.</remarks>
    internal static async Task<Results<Ok<MetricsHistory>, ProblemHttpResult>> History(
        RedisLink redis, SettingsStore settings, TimeProvider time,
        string? node = null, string? service = null, string? span = null)
    {
        if (span is not (null or "hour" or "day")) return Invalid("span", "It is hour or day.");
        if ((node is null) == (service is null)) return Invalid("node", "Name either a node or a service.");
        if (service is not null && !Name().IsMatch(service)) return Invalid("service", "This is no name of a service.");
        if (node is not null && !settings.Current.Nodes.Any(known => known.Name == node)) return UnknownNode(settings);

        var key = node is not null ? States.Node(node).Name : States.Service(service!).Name;
        var (series, now) = (new SeriesStore(redis, key), time.GetUtcNow());
        return TypedResults.Ok(span == "day"
            ? MetricsHistory.Of(await series.MinutesAsync(), now - Day)
            : MetricsHistory.Of(await series.PointsAsync(), now - Hour));
    }

    private static ProblemHttpResult Invalid(string parameter, string sentence) =>
        TypedResults.Problem(new HttpValidationProblemDetails
        {
            Errors = { [parameter] = [sentence] },
            Status = 400,
            Title = "A parameter of the request is not valid",
            Detail = $"{parameter}: {sentence}",
            Extensions = { ["code"] = "invalid" }
        });

    private static ProblemHttpResult UnknownNode(SettingsStore settings) => Problems.Problem(
        "unknown_node", 404, "There is no such node",
        settings.Current.Nodes is { Count: > 0 } nodes
            ? $"Those that are set up: {string.Join(", ", nodes.Select(known => known.Name))}."
            : "No Spark is set up yet.");

    [GeneratedRegex(@"\A[A-Za-z0-9_.:-]{1,64}\z")]
    private static partial Regex Name();
}
