using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace SparkControl.ServiceDefaults;

/// <summary>The envelope for what the framework refuses: a bare 404, an invalid body.</summary>
internal sealed class OpenAiErrorWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => OpenAiError.IsSpokenBy(context.HttpContext.Request);

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Status ??= context.HttpContext.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        Problems.Complete(context);
        return new(new OpenAiError(problem).ExecuteAsync(context.HttpContext));
    }
}
