using System.Globalization;
using System.Text.Json;

namespace SparkControl.AudioProxy.Speech;

/// <summary>Fields of answers; their names and types differ from server to server. The rest is null.</summary>
internal static class AnswerFields
{
    public static bool Has(JsonElement answer, string name) => Field(answer, name).ValueKind != JsonValueKind.Undefined;

    public static JsonElement Field(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var field) ? field : default;

    /// <summary>The elements of a list; none when there is no such list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement answer, string name) =>
        Field(answer, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The first of these fields that is text.</summary>
    public static string? Text(JsonElement answer, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Field(answer, name) is { ValueKind: JsonValueKind.String } field) return field.GetString();
        return null;
    }

    /// <summary>A number, or text that is one; never infinite.</summary>
    public static double? Number(JsonElement answer, string name) => Number(Field(answer, name));

    public static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => Finite(number),
        JsonValueKind.String => Number(value.GetString()!),
        _ => null
    };

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Finite(number) : null;

    /// <summary>A time, whether it is called <c>start</c>, <c>start_s</c> or <c>start_ms</c>.</summary>
    public static double? Seconds(JsonElement answer, string name) =>
        Number(answer, name) ?? Number(answer, name + "_s") ?? Number(answer, name + "_ms") / 1000;

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
