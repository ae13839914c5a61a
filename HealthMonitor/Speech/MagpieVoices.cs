using System.Text.Json;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>Reads Magpie's list of voices; what is none is left out.</summary>
internal static class MagpieVoices
{
    private const int Most = 500, Longest = 120;

    /// <returns>Null when it is no such list.</returns>
    public static IReadOnlyList<string>? Of(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object) return null;

        var lists = answer.EnumerateObject().Select(languages => languages.Value)
            .Where(value => value.ValueKind == JsonValueKind.Object)
            .Select(value => value.TryGetProperty("voices", out var voices) ? voices : default)
            .Where(voices => voices.ValueKind == JsonValueKind.Array).ToList();
        return lists.Count == 0
            ? null
            :
            [
                .. lists.SelectMany(voices => voices.EnumerateArray()).Select(Name).OfType<string>().Distinct()
                    .Take(Most)
            ];
    }

    private static string? Name(JsonElement voice) =>
        voice.ValueKind == JsonValueKind.String && voice.GetString() is { Length: > 0 and <= Longest } name
            ? name
            : null;
}
