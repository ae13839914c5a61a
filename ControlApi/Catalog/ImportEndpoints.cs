using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Models and settings to take in.</summary>
/// <param name="Yaml">The document that an export gives.</param>
/// <param name="Replace">Put what is taken in the place of what is there.</param>
/// <param name="Force">Take a memory share above 0.90 all the same.</param>
public sealed record ImportRequest(string Yaml, bool Replace = false, bool Force = false);

internal static class ImportEndpoints
{
    private const string FileName = "spark-control-models.yaml", ContentType = "text/yaml; charset=utf-8";

    public static void MapImport(this RouteGroupBuilder models)
    {
        models.MapGet("/export", Export);
        models.MapPost("/import", ImportAsync);
    }

    /// <summary>Your models and settings as one YAML document.</summary>
    /// <remarks>Your models under <c>custom</c>, your settings under <c>overrides</c>. 409 <c>unreadable</c>.</remarks>
    internal static Results<FileContentHttpResult, ProblemHttpResult> Export(CatalogStore catalog) =>
        catalog.Read(UserFiles.Both, draft => ModelFile.Of(draft).Write(), out var problem) is { } text
            ? TypedResults.File(Encoding.UTF8.GetBytes(text), ContentType, FileName)
            : ModelProblems.Of(CatalogOutcome.Conflicting.Unreadable(problem!), "")!;

    /// <summary>Take models and settings from such a document, those that can be used.</summary>
    /// <remarks>
    /// <c>taken</c> are keys, <c>skipped</c> is <c>[{key, reason}]</c> of what cannot be used, is there already and is
    /// not to be replaced, or has a share above 0.90 without <c>force</c>. 400 <c>invalid</c>; 409 <c>unreadable</c>;
    /// <c>not_written</c> as 503, 507 where the disk is full, or 409 where no line of the file can be changed.
    /// </remarks>
    internal static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> ImportAsync(
        ImportRequest request, CatalogStore catalog, CancellationToken cancel)
    {
        if (Read(request.Yaml, out var sentence) is not { } file)
        {
            return ModelProblems.Invalid("invalid", "yaml", sentence);
        }

        ModelImport? import = null;
        var outcome = await catalog.ChangeAsync(
            UserFiles.Both, draft => (import = new(draft, request.Replace, request.Force)).Take(file), cancel);
        return ModelProblems.Of(outcome, "") is { } problem ? problem : TypedResults.Ok(import!.Answer);
    }

    private static ModelFile? Read(string yaml, out string sentence)
    {
        sentence = "";
        try
        {
            return ModelFile.Read(yaml);
        }
        catch (BadFileException broken)
        {
            sentence = broken.Line is { } line ? $"Line {line}: {broken.Message}" : broken.Message;
            return null;
        }
    }
}
