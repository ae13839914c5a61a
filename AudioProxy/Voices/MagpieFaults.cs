using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Refit;

namespace SparkControl.AudioProxy.Voices;

/// <summary>What an answer of Magpie's that is no good one means to who has asked.</summary>
internal static class MagpieFaults
{
    private const int LongestWord = 500;

    /// <param name="answer">What came, or that nothing came.</param>
    /// <param name="address">Its host and port.</param>
    public static ProblemHttpResult Of(IApiResponse answer, string address) => answer switch
    {
        { IsReceived: false } => SpeechProblems.Unreachable(address),
        { StatusCode: HttpStatusCode.ServiceUnavailable } => SpeechProblems.Loading(),
        { StatusCode: >= HttpStatusCode.InternalServerError } => SpeechProblems.Failed(Said(answer)),
        { StatusCode: HttpStatusCode.NotFound } => SpeechProblems.Failed($"What answers on {address} is no Magpie."),
        { IsSuccessStatusCode: true } => SpeechProblems.Failed($"What answers on {address} names no voices."),
        _ => SpeechProblems.Refused(Said(answer))
    };

    private static string? Said(IApiResponse answer) =>
        (answer.Error as ApiException)?.Content is { Length: > 0 } body && Words(body) is { } words
            ? words[..Math.Min(words.Length, LongestWord)]
            : null;

    // {"detail": …} as FastAPI says it, {"error": …} as others do, or plain words.
    private static string? Words(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind != JsonValueKind.Object ? body
                : json.RootElement.TryGetProperty("detail", out var detail) ? Text(detail)
                : json.RootElement.TryGetProperty("error", out var error) ? Text(error)
                : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object when value.TryGetProperty("message", out var message) => Text(message),
        _ => value.GetRawText()
    };
}
