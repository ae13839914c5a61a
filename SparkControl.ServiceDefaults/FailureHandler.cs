using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Turns an exception of a request into a problem that its sender can act on. What nobody expected is logged.
/// </summary>
internal sealed partial class FailureHandler(ILogger<FailureHandler> logger) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception failure, CancellationToken cancel)
    {
        var trace = Activity.Current?.Id ?? context.TraceIdentifier;
        var problem = ProblemOf(failure, trace);
        if (problem.StatusCode == StatusCodes.Status500InternalServerError)
            RequestFailed(context.Request.Method, context.Request.Path, trace, failure);
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);

        await problem.WriteAsync(context);
        return true;
    }

    internal static ProblemHttpResult ProblemOf(Exception failure, string trace) => failure switch
    {
        RedisServerException refused when !IsLoading(refused) => Problems.Problem(
            "redis_refuses", StatusCodes.Status503ServiceUnavailable, "The panel's memory refuses to store anything",
            $"Redis says: {refused.Message} Nothing was changed. See that its disk and memory are not full."),
        RedisException or RedisTimeoutException when MayHaveArrived(failure) => Problems.Problem(
            "redis_away", StatusCodes.Status503ServiceUnavailable, "The panel's memory does not answer",
            "Redis has stopped answering, and it is not known whether the request took effect. "
            + "The panel tries again by itself; look at its state before you repeat the request."),
        RedisException or RedisTimeoutException => Problems.Problem(
            "redis_away", StatusCodes.Status503ServiceUnavailable, "The panel's memory does not answer",
            "Redis cannot be reached, so nothing was changed. The panel tries again by itself; "
            + "repeat the request in a few seconds."),
        BadHttpRequestException { InnerException: JsonException json } => BadJson(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => Problems.Problem(
            "bad_request", StatusCodes.Status400BadRequest, "The request cannot be read", bad.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } bad => Problems.Problem(
            "too_large", bad.StatusCode, "The request is too large", bad.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } bad => Problems.Problem(
            "not_json", bad.StatusCode, "The request is no JSON", "Send it with Content-Type: application/json."),
        BadHttpRequestException bad => Problems.Problem(
            "bad_request", bad.StatusCode, "The request cannot be served", bad.Message),
        _ => Problems.Problem(
            "internal_error", StatusCodes.Status500InternalServerError, "The panel failed at this request",
            $"Its log has the reason, under trace {trace}.")
    };

    // It reads its data and takes commands in a moment; until then none has any effect.
    private static bool IsLoading(RedisServerException refused) =>
        refused.Message.StartsWith("LOADING", StringComparison.Ordinal);

    // A command that never left this process has changed nothing; of one that did, only an answer tells.
    private static bool MayHaveArrived(Exception failure) => failure switch
    {
        RedisTimeoutException late => late.Commandstatus == CommandStatus.Sent,
        RedisConnectionException broken => broken.CommandStatus == CommandStatus.Sent,
        _ => false
    };

    private static ProblemHttpResult BadJson(JsonException json)
    {
        var field = FieldOf(json);
        var extras = new Dictionary<string, object?>();
        if (field is not null) extras["field"] = field;

        var (title, detail) = field switch
        {
            null => ("The body is not the JSON that is expected here", "It must be one JSON object."),
            _ when IsUnknown(json) => (
                $"There is no field \"{field}\" here",
                "Nothing was changed. GET /openapi/v1.json has the names of those that there are."),
            _ => ($"The field \"{field}\" is missing or wrong", $"Send \"{field}\" with a value of its type.")
        };
        return Problems.Problem("bad_json", StatusCodes.Status400BadRequest, title, detail, extras);
    }

    private static bool IsUnknown(JsonException json) =>
        json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal);

    /// <summary>
    /// The field at fault: the path where reading stopped, or the first one that the reader names as missing.
    /// </summary>
    internal static string? FieldOf(JsonException json) =>
        json.Path is ['$', '.', .. var path] ? path
        : MissingNames().Match(json.Message) is { Success: true } found ? found.Groups[1].Value
        : null;

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed, trace {Trace}")]
    private partial void RequestFailed(string method, string path, string trace, Exception failure);

    [GeneratedRegex("missing required properties including: '([^']+)'")]
    private static partial Regex MissingNames();
}
