using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>The voices that there are, or why that is not known.</summary>
/// <param name="Names">In full; none when it is not known.</param>
/// <param name="Problem">Null when it is.</param>
internal sealed record VoiceList(IReadOnlyList<string> Names, ProblemHttpResult? Problem = null)
{
    private const int Most = 500, Longest = 120;

    /// <summary>Reads Magpie's own list; what is none is left out.</summary>
    public static IReadOnlyList<string> Read(JsonElement answer) => answer.ValueKind != JsonValueKind.Object
        ? []
        :
        [
            .. answer.EnumerateObject().Select(languages => languages.Value)
                .Where(value => value.ValueKind == JsonValueKind.Object)
                .Select(value => value.TryGetProperty("voices", out var voices) ? voices : default)
                .Where(voices => voices.ValueKind == JsonValueKind.Array)
                .SelectMany(voices => voices.EnumerateArray())
                .Where(voice => voice.ValueKind == JsonValueKind.String)
                .Select(voice => voice.GetString()!)
                .Where(voice => voice.Length is > 0 and <= Longest).Distinct().Take(Most)
        ];
}
