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
    /// <exception cref="BadFileException">It is no such file.</exception>
    public static YamlMap? ReadMap(string name, byte[] bytes)
    {
        if (bytes.Length > YamlReader.MaxBytes) throw new BadFileException(null, "It is larger than 256 KiB.");

        var text = Decode(bytes);
        return string.IsNullOrWhiteSpace(text) ? null
            : name.EndsWith(".json", StringComparison.Ordinal) ? ReadJson(text)
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

    private static YamlMap? ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = MaxDepth });
            return Value(document.RootElement) switch
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

    private static YamlValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => YamlValue.Map(
            value.EnumerateObject().DistinctBy(member => member.Name)
                .Select(member => new YamlEntry(member.Name, 0, Value(member.Value)))),
        JsonValueKind.Array => new YamlList([.. value.EnumerateArray().Select(Value)], 0, 0),
        JsonValueKind.String => YamlValue.Quoted(value.GetString()!),
        JsonValueKind.Null => YamlValue.Plain("null"),
        _ => YamlValue.Plain(value.GetRawText())
    };
}
