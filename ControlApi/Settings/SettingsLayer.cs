using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>What one source says. Each value is a list, of one except where the setting is a list.</summary>
internal sealed record SettingsLayer(IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>What the source names and does not leave blank, whether or not the value is good.</summary>
    public IReadOnlySet<string> Named { get; init; } = new HashSet<string>();

    /// <summary>Host keys that were pinned before this are to be forgotten; of <c>startos.json</c> alone.</summary>
    public DateTimeOffset? HostKeysResetAt { get; init; }

    public static SettingsLayer Empty { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>
    /// Checks what a source says; a value that fails is the one of <paramref name="good"/>, or unset.
    /// </summary>
    public static FileContent<SettingsLayer> Check(IEnumerable<RawSetting> raw, SettingsLayer good)
    {
        Dictionary<string, IReadOnlyList<string>> values = [];
        HashSet<string> named = [];
        List<FileFlaw> flaws = [];
        foreach (var (name, line, written) in raw)
        {
            if (Setting.Find(name) is not { } setting) continue;

            var read = written is null ? new([], "It is a value or a list of values.") : setting.Read(written);
            if (read.Problem is { } problem) flaws.Add(new(line, $"{name}: {problem}"));
            if (read.Problem is not null || read.Values.Count > 0) named.Add(name);

            var kept = read.Problem is null ? read.Values : good.Values.GetValueOrDefault(name) ?? [];
            if (kept.Count > 0) values[name] = kept;
        }

        return new(new(values) { Named = named }, flaws);
    }
}
