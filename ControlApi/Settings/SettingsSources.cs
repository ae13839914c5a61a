using System.Text.Json;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>The three sources that can be written from outside.</summary>
internal static class SettingsSources
{
    /// <summary>Variables of the environment, each named like its setting in capitals.</summary>
    public static FileContent<SettingsLayer> ReadEnvironment(Func<string, string?> variable) => SettingsLayer.Check(
        from setting in Setting.All
        let value = variable(setting.EnvironmentName)
        where !string.IsNullOrWhiteSpace(value)
        select new RawSetting(setting.Name, null, [value]),
        SettingsLayer.Empty);

    /// <summary>
    /// <c>settings.yaml</c>. Names that nobody knows are left alone: a newer version may have written them.
    /// </summary>
    public static FileContent<SettingsLayer> ReadYaml(string text, SettingsLayer good) => SettingsLayer.Check(
        (YamlReader.ReadMap(text)?.Entries ?? [])
            .Select(entry => new RawSetting(entry.Key, entry.Line, Texts(entry.Value))),
        good);

    /// <summary><c>startos.json</c>.</summary>
    public static FileContent<SettingsLayer> ReadJson(string text, SettingsLayer good)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                throw new BadFileException(1, "It must be an object.");
            }

            var content = SettingsLayer.Check(
                document.RootElement.EnumerateObject()
                    .Select(member => new RawSetting(member.Name, null, Texts(member.Value))),
                good);
            return document.RootElement.TryGetProperty(HostKeyReset.Name, out var reset)
                ? HostKeyReset.Read(Texts(reset), content, good)
                : content;
        }
        catch (InvalidOperationException)
        {
            throw new BadFileException(null, "A name in it is no text: it holds half a character.");
        }
        catch (JsonException broken)
        {
            throw new BadFileException((int?)broken.LineNumber + 1, "This is not JSON, or a name is there twice.");
        }
    }

    /// <summary>A JSON value as text; null for an object, a list in a list, and a text with half a character.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.Undefined => [],
                JsonValueKind.String => [value.GetString()!],
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
                JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) =>
                    [.. value.EnumerateArray().Select(item => item.GetString()!)],
                _ => null
            };
        }
        catch (InvalidOperationException)
        {
            // An escape like \ud800 is JSON and stands for no text.
            return null;
        }
    }

    /// <summary>A YAML value as text; null for a mapping and for a list of anything but texts.</summary>
    public static IReadOnlyList<string>? Texts(YamlValue value) => value switch
    {
        YamlText { IsNull: true } => [],
        YamlText text => [text.Text],
        YamlList list when list.Items.All(item => item is YamlText) =>
            [.. list.Items.Cast<YamlText>().Where(item => !item.IsNull).Select(item => item.Text)],
        _ => null
    };
}
