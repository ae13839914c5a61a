using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Files;

/// <summary>Values as YAML has them: a mapping line by line or, where there is one line for all, in braces.</summary>
internal static partial class YamlWrite
{
    /// <summary>How much deeper the lines of a mapping stand than its name.</summary>
    public const int Step = 2;

    /// <summary>The lines of a name and its value.</summary>
    public static IEnumerable<string> Lines(string name, YamlValue value, int indent) =>
        value is YamlMap { IsFlow: false, Entries.Count: > 0 } map
            ? [Line(name, "", indent), .. map.Entries.SelectMany(one => Lines(one.Key, one.Value, indent + Step))]
            : [Line(name, Flow(value), indent)];

    /// <summary>A name with what is written behind it.</summary>
    public static string Line(string name, string written, int indent) =>
        $"{new string(' ', indent)}{Name(name)}: {written}".TrimEnd();

    /// <summary>A value on one line.</summary>
    public static string Flow(YamlValue value) => value switch
    {
        YamlText { IsPlain: true } text => text.Text,
        YamlText text => YamlQuote.Text(text.Text),
        YamlList list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        YamlMap { Entries: [] } => "{}",
        YamlMap map =>
            $"{{ {string.Join(", ", map.Entries.Select(entry => $"{Name(entry.Key)}: {Flow(entry.Value)}"))} }}",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No such value.")
    };

    /// <summary>A name, in quotes where it needs them.</summary>
    public static string Name(string name) => PlainName().IsMatch(name) ? name : YamlQuote.Text(name);

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]*\z")]
    private static partial Regex PlainName();
}
