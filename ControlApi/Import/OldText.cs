using System.Text;
using System.Text.Json;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Import;

/// <summary>Reads a small file of the original, YAML or JSON, as the same values.</summary>
internal static class OldText
{
    private const int MaxDepth = 8;
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The mapping that the file is; null when there is nothing in it.</summary>
    /// <param name="name">The file's name, which says what it is written in.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="twice">
    /// Hears of each value of JSON that a later one of the same name replaces, as most readers of JSON have it.
    /// </param>
    /// <exception cref="BadFileException">It is no such file.</exception>
    public static YamlMap? ReadMap(string name, byte[] bytes, Action<string> twice)
    {
        if (bytes.Length > YamlReader.MaxBytes) throw new BadFileException(null, "It is larger than 256 KiB.");

        var text = Decode(bytes);
        return string.IsNullOrWhiteSpace(text) ? null
            : name.EndsWith(".json", StringComparison.Ordinal) ? ReadJson(text, twice)
            : YamlReader.ReadMap(text);
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes).TrimStart('\uFEFF');
            return text.Contains('\0') ? throw new BadFileException(null, "It is no text.") : text;
        }
        catch (DecoderFallbackException)
        {
            throw new BadFileException(null, "It is not UTF-8 text.");
        }
    }

    private static YamlMap? ReadJson(string text, Action<string> twice)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = MaxDepth });
            return Value(document.RootElement, "", twice) switch
            {
                YamlMap map => map,
                YamlText { IsNull: true } => null,
                _ => throw new BadFileException(1, "It must be an object.")
            };
        }
        catch (JsonException broken)
        {
            throw new BadFileException((int?)broken.LineNumber + 1, "This is not JSON.");
        }
        catch (InvalidOperationException)
        {
            throw new BadFileException(null, "It holds half a character.");
        }
    }

    private static YamlValue Value(JsonElement value, string path, Action<string> twice) => value.ValueKind switch
    {
        JsonValueKind.Object => Map(value, path, twice),
        JsonValueKind.Array => new YamlList([.. value.EnumerateArray().Select(item => Value(item, path, twice))], 0, 0),
        JsonValueKind.String => YamlValue.Quoted(value.GetString()!),
        JsonValueKind.Null => YamlValue.Plain("null"),
        _ => YamlValue.Plain(value.GetRawText())
    };

    private static YamlMap Map(JsonElement value, string path, Action<string> twice)
    {
        List<YamlEntry> entries = [];
        foreach (var same in value.EnumerateObject().GroupBy(member => member.Name))
        {
            var name = path.Length == 0 ? same.Key : $"{path}.{same.Key}";
            foreach (var _ in same.SkipLast(1)) twice(name);
            entries.Add(new(same.Key, 0, Value(same.Last().Value, name, twice)));
        }

        return YamlValue.Map(entries);
    }
}
