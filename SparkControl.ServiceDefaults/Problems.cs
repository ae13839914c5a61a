using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Errors as RFC 9457 has them: a title, a detail that a person can act on, and a <c>code</c> for programs.
/// </summary>
public static class Problems
{
    /// <param name="code">A stable word, snake_case.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">What happened, in one sentence.</param>
    /// <param name="detail">What to do about it.</param>
    /// <param name="extras">Further members, in snake_case.</param>
    public static ProblemHttpResult Problem(
        string code, int status, string title, string? detail = null,
        IReadOnlyDictionary<string, object?>? extras = null) =>
        TypedResults.Problem(
            detail, statusCode: status, title: title,
            extensions: (extras ?? new Dictionary<string, object?>()).Prepend(new("code", code)));

    /// <summary>Gives an answer that the framework made, a bare 404 for example, the members that ours have.</summary>
    internal static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem is HttpValidationProblemDetails invalid) NameFields(invalid);
        problem.Extensions.TryAdd("code", CodeOf(problem));
        problem.Detail ??= problem.Status switch
        {
            StatusCodes.Status404NotFound => "There is no such route. GET /openapi/v1.json lists those that there are.",
            StatusCodes.Status405MethodNotAllowed =>
                "The route is there, but not for this method: see the Allow header.",
            StatusCodes.Status413PayloadTooLarge => "The body is larger than this route takes: send less at once.",
            StatusCodes.Status415UnsupportedMediaType => "Send it with Content-Type: application/json.",
            _ => null
        };
    }

    // The framework names fields as C# does; clients know them by their names in JSON.
    private static void NameFields(HttpValidationProblemDetails invalid)
    {
        invalid.Errors = invalid.Errors.ToDictionary(
            error => string.Join('.', error.Key.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            error => error.Value);
        invalid.Title = "A field of the request is not valid";
        invalid.Detail ??= string.Join(
            ' ', invalid.Errors.SelectMany(error => error.Value.Select(text => $"{error.Key}: {text}")));
    }

    private static string CodeOf(ProblemDetails problem) =>
        problem is HttpValidationProblemDetails
            ? "invalid"
            : ReasonPhrases.GetReasonPhrase(problem.Status ?? 500).ToLowerInvariant()
                .Replace(' ', '_').Replace('-', '_');
}
