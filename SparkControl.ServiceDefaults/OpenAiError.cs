using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;

namespace SparkControl.ServiceDefaults;

/// <summary>What went wrong, as clients of OpenAI's API read it.</summary>
/// <param name="Message">What happened and what to do about it.</param>
/// <param name="Type">The kind of error: whose fault it is.</param>
/// <param name="Param">The field at fault; null for none.</param>
/// <param name="Code">A stable word for programs.</param>
public sealed record OpenAiErrorBody(string Message, string Type, string? Param, string? Code);

/// <summary>OpenAI's envelope of an error: what every refusal below <c>/v1</c> looks like.</summary>
/// <param name="Error">The error.</param>
public sealed record OpenAiErrorEnvelope(OpenAiErrorBody Error);

/// <summary>A problem in OpenAI's envelope.</summary>
public sealed class OpenAiError(ProblemDetails problem) : IResult
{
    /// <summary>Whether who sent this request expects the envelope.</summary>
    public static bool IsSpokenBy(HttpRequest request) => request.Path.StartsWithSegments("/v1");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        return httpContext.Response.WriteAsJsonAsync(Envelope(problem), Wire.Options);
    }

    internal static OpenAiErrorEnvelope Envelope(ProblemDetails problem) => new(new(
        string.Join(" ", new[] { Sentence(problem.Title), problem.Detail }.Where(text => !string.IsNullOrEmpty(text))),
        Type(problem.Status ?? StatusCodes.Status500InternalServerError),
        Member(problem, "field") ?? (problem as HttpValidationProblemDetails)?.Errors.Keys.FirstOrDefault(),
        Member(problem, "code")));

    private static string? Sentence(string? title) =>
        string.IsNullOrEmpty(title) || char.IsPunctuation(title[^1]) ? title : $"{title}.";

    private static string? Member(ProblemDetails problem, string name) =>
        problem.Extensions.TryGetValue(name, out var value) ? value?.ToString() : null;

    private static string Type(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error"
    };
}
