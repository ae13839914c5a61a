using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>Finds settings in old files. What is set already wins, and so does a file that was read before.</summary>
/// <param name="present">The settings as they are.</param>
/// <param name="list">Takes what becomes of each value.</param>
internal sealed class OldSettings(SettingsSnapshot present, ImportList list)
{
    private const string IsVariable = "It is a variable of the environment of SparkControl, and no setting.";
    private const string IsUnknown = "SparkControl has no setting of this name.";

    private readonly Dictionary<string, (string File, IReadOnlyList<string> Values)> _found = [];

    /// <summary>Where the original had its key; null when it does not say.</summary>
    public string? KeyPath { get; private set; }

    /// <summary>Looks at a file.</summary>
    public void Read(string file, YamlMap map)
    {
        foreach (var value in OldValue.AllIn(map)) Read(file, value);
    }

    /// <summary>What is to be written. Tells of the rest.</summary>
    public SettingsChange Change()
    {
        var fresh = _found.Where(one => Decide(one.Key, one.Value.File, one.Value.Values))
            .ToDictionary(one => one.Key, one => one.Value.Values);
        var errors = SettingsRules.New(present, present.After(Changing(fresh)));
        foreach (var (name, sentences) in errors.Where(error => fresh.ContainsKey(error.Key)))
        {
            list.Keep(_found[name].File, name, sentences[0]);
            fresh.Remove(name);
        }

        foreach (var (name, values) in fresh) list.Take(_found[name].File, Told(name, values));
        return Changing(fresh);
    }

    private void Read(string file, OldValue value)
    {
        if (OldName.Find(value.Path) is not { } name)
        {
            list.Keep(file, value.Name, IsUnknown);
        }
        else if (OldName.IsVariable(name))
        {
            Keep(file, name, value);
        }
        else
        {
            var read = Checked(Setting.Find(name)!, value.Value);
            if (read.Problem is { } problem) list.Keep(file, value.Name, problem);
            else Find(file, name, read.Values);
        }
    }

    private void Keep(string file, string name, OldValue value)
    {
        if (name == OldName.SshKeyPath) KeyPath ??= (value.Value as YamlText)?.Text;
        list.Keep(file, value.Name, IsVariable);
    }

    private void Find(string file, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0 || _found.TryAdd(name, (file, values))) return;

        var (first, said) = _found[name];
        if (!said.SequenceEqual(values)) list.Keep(file, name, $"{first} says something else, and that counts.");
    }

    private bool Decide(string name, string file, IReadOnlyList<string> values)
    {
        var source = present.SourceOf(name);
        if (source is SettingSource.Default) return true;

        // Whoever was killed while it wrote finds its own values.
        if (present.Values(name).SequenceEqual(values)) list.Take(file, Told(name, values));
        else list.Keep(file, name, $"It is set already, in {Place(source)}, and that counts.");
        return false;
    }

    private static CheckedValues Checked(Setting setting, YamlValue value) => SettingsSources.Texts(value) switch
    {
        null => new([], "It is a value or a list of values."),
        [var flag] when setting.Kind is SettingKind.Text && value is YamlText { IsPlain: true }
            && bool.TryParse(flag, out _) =>
            new([], "It is true or false where a text belongs."),
        var texts => setting.Read(texts)
    };

    private static string Told(string name, IReadOnlyList<string> values) => $"{name}: {string.Join(", ", values)}";

    private static string Place(SettingSource source) => source switch
    {
        SettingSource.Startos => "StartOS",
        SettingSource.Environment => "the environment",
        _ => "settings.yaml"
    };

    private static SettingsChange Changing(Dictionary<string, IReadOnlyList<string>> settings) =>
        new(settings, new Dictionary<string, string?>(), new Dictionary<string, string[]>());
}
