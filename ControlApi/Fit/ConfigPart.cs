using System.Text.Json;

namespace SparkControl.ControlApi.Fit;

/// <summary>An object of a <c>config.json</c>: what is not there, or is something else, is null.</summary>
internal sealed record ConfigPart(JsonElement Json)
{
    public bool Has(string name) => Find(name) is not null;

    public ConfigPart? Part(string name) => Find(name) is { ValueKind: JsonValueKind.Object } part ? new(part) : null;

    /// <summary>The first of these names that is there as a whole number.</summary>
    public int? Whole(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { ValueKind: JsonValueKind.Number } said && said.TryGetInt32(out var number))
                return number;
        }

        return null;
    }

    public double? Number(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    public bool? Flag(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null
    };

    public string? Word(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { ValueKind: JsonValueKind.String } word) return word.GetString();
        }

        return null;
    }

    /// <summary>The items of a list, empty for one that is no text; none when there is no such list.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")]
        : [];

    /// <summary>Whether every item of a list is this number; true when there is no such list.</summary>
    public bool AreAll(string name, int number) => Find(name) is not { ValueKind: JsonValueKind.Array } list
        || list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var one)
            && one == number);

    private JsonElement? Find(string name) =>
        Json.TryGetProperty(name, out var found) && found.ValueKind is not JsonValueKind.Null ? found : null;
}
