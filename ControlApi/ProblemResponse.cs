using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SparkControl.ControlApi;

/// <summary>Says in the OpenAPI document what every route answers when it does not do what it was asked.</summary>
internal static class ProblemResponse
{
    private const string Says =
        "A problem (RFC 9457): `title`, a `detail` that says what to do, and a `code` for programs.";

    public static async Task AddAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(ApiProblem), parameterDescription: null, cancel);
        context.Document!.AddComponent(nameof(ApiProblem), schema);
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = Says,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(nameof(ApiProblem), context.Document)
                }
            }
        };
    }
}
