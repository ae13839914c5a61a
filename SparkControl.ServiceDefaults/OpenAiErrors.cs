using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.ServiceDefaults;

/// <summary>Who says what went wrong in which shape.</summary>
public static class OpenAiErrors
{
    /// <summary>Refuses a request in the shape that its sender expects.</summary>
    public static Task WriteAsync(this ProblemHttpResult problem, HttpContext context) =>
        OpenAiError.IsSpokenBy(context.Request)
            ? new OpenAiError(problem.ProblemDetails).ExecuteAsync(context)
            : problem.ExecuteAsync(context);

    /// <summary>Puts the problems that these routes return into OpenAI's envelope.</summary>
    public static TBuilder AnswerLikeOpenAi<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter(async (context, next) =>
        {
            var answer = await next(context);
            return (answer is INestedHttpResult nested ? nested.Result : answer) switch
            {
                ProblemHttpResult refusal => new OpenAiError(refusal.ProblemDetails),
                ValidationProblem invalid => new OpenAiError(invalid.ProblemDetails),
                _ => answer
            };
        });
}
