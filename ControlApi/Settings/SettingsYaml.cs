using System.Text.RegularExpressions;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>Changes single lines of <c>settings.yaml</c> and <c>secrets.yaml</c>.</summary>
internal static partial class SettingsYaml
{
    private const string Header = "# Written by SparkControl's Settings page. Your own lines and comments are kept.\n";

    /// <summary>The text with one setting changed; no values remove it.</summary>
    /// <exception cref="BadFileException">The text is written in a way that cannot be changed line by line.</exception>
    public static string Set(string? text, Setting setting, IReadOnlyList<string> values) =>
        Set(text, setting.Name, values.Count == 0 ? null : Value(setting.Kind, values));

    /// <summary>The same for a name that is no setting.</summary>
    public static string Set(string? text, string name, YamlValue? value) =>
        YamlEdit.Set(text, [name], value, Header);

    private static YamlValue Value(SettingKind kind, IReadOnlyList<string> values) => kind switch
    {
        SettingKind.List => YamlValue.Quoted(values),
        SettingKind.Text when !NeedsNoQuotes().IsMatch(values[0]) => YamlValue.Quoted(values[0]),
        _ => YamlValue.Plain(values[0])
    };

    // Host names and addresses as people write them; everything else, "true" and "12" among it, is quoted.
    [GeneratedRegex(@"^(\d+\.\d+\.\d+\.\d+|(?!(?i:true|false|yes|no|on|off|null|y|n)\z)[A-Za-z_/][A-Za-z0-9_./-]*)\z")]
    private static partial Regex NeedsNoQuotes();
}
