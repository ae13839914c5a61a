using System.Net;
using System.Text.Json;

namespace SparkControl.AudioProxy.Speech;

/// <summary>
/// The words in the body of an error: FastAPI's <c>{"detail": …}</c>, with a list for 422, OpenAI's
/// <c>{"error": {"message": …}}</c>, or plain text. Pure.
/// </summary>
internal static class FaultReason
{
    private const int Longest = 300;

    public static string Of(HttpStatusCode status, string body)
    {
        var words = InJson(body) ?? (body.TrimStart() is ['<' or '{' or '[', ..] ? "" : body);
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? $"HTTP {(int)status}" : line.Length > Longest ? line[..Longest] + "…" : line;
    }

    private static string? InJson(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return Words(answer.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Words(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.String) return answer.GetString();

        var problems = AnswerFields.Items(answer, "detail").Select(Problem).OfType<string>().ToList();
        return problems.Count > 0
            ? string.Join("; ", problems)
            : AnswerFields.Text(answer, "detail", "error", "message")
                ?? AnswerFields.Text(AnswerFields.Field(answer, "error"), "message")
                ?? AnswerFields.Text(AnswerFields.Field(answer, "detail"), "message");
    }

    private static string? Problem(JsonElement problem)
    {
        var place = AnswerFields.Items(problem, "loc").Select(part => part.ToString()).ToList();
        return AnswerFields.Text(problem, "msg") is { } message
            ? place.Count > 0 ? $"{string.Join('.', place)}: {message}" : message
            : null;
    }
}
