using System.Text.Json.Serialization;

namespace SparkControl.ControlApi.Gateway;

/// <summary>A model that answers now, as clients of OpenAI's API read it.</summary>
/// <param name="Id">What a request calls it.</param>
/// <param name="Created">Since when it answers, in seconds since 1970.</param>
/// <param name="OwnedBy">The service that serves it: <c>vllm</c>, <c>parakeet</c> or <c>magpie</c>.</param>
/// <param name="Kind">What it does: <c>llm</c>, <c>stt</c> or <c>tts</c>.</param>
/// <param name="Type">Always <c>model</c>.</param>
public sealed record OpenAiModel(
    string Id, long Created, string OwnedBy, string Kind, [property: JsonPropertyName("object")] string Type = "model")
{
    /// <summary>Its context in tokens; of a language model alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxModelLen { get; init; }

    /// <summary>The voices that it speaks with; of a speaking model alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Voices { get; init; }
}

/// <summary>The models that answer now.</summary>
/// <param name="Data">One for each.</param>
/// <param name="Type">Always <c>list</c>.</param>
public sealed record OpenAiModelList(
    IReadOnlyList<OpenAiModel> Data, [property: JsonPropertyName("object")] string Type = "list");
