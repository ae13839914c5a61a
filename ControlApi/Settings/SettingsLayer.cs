using System.Text.Json;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>What one source says. Each value is a list, of one except where the setting is a list.</summary>
internal sealed record SettingsLayer(IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    public static SettingsLayer Empty { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>
    /// Checks what a source says; a value that fails is the one of <paramref name="good"/>, or unset.
    /// </summary>
    public static FileContent<SettingsLayer> Check(IEnumerable<RawSetting> raw, SettingsLayer good)
    {
        Dictionary<string, IReadOnlyList<string>> values = [];
        List<FileFlaw> flaws = [];
        foreach (var (name, line, written) in raw)
        {
            if (Setting.Find(name) is not { } setting) continue;

            var read = written is null ? new([], "It is a value or a list of values.") : setting.Read(written);
            if (read.Problem is { } problem) flaws.Add(new(line, $"{name}: {problem}"));

            var kept = read.Problem is null ? read.Values : good.Values.GetValueOrDefault(name) ?? [];
            if (kept.Count > 0) values[name] = kept;
        }

        return new(new(values), flaws);
    }
}

/// <summary>A setting as a source has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line; null in a source without lines.</param>
/// <param name="Values">What is written; null for something that is neither a value nor a list of values.</param>
internal sealed record RawSetting(string Name, int? Line, IReadOnlyList<string>? Values);

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

            return SettingsLayer.Check(
                document.RootElement.EnumerateObject()
                    .Select(member => new RawSetting(member.Name, null, Texts(member.Value))),
                good);
        }
        catch (JsonException broken)
        {
            throw new BadFileException((int?)broken.LineNumber + 1, "This is not JSON, or a name is there twice.");
        }
    }

    /// <summary>A JSON value as text; null for an object or a list in a list.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => null
    };

    private static IReadOnlyList<string>? Texts(YamlValue value) => value switch
    {
        YamlText { IsNull: true } => [],
        YamlText text => [text.Text],
        YamlList list when list.Items.All(item => item is YamlText) =>
            [.. list.Items.Cast<YamlText>().Where(item => !item.IsNull).Select(item => item.Text)],
        _ => null
    };
}
