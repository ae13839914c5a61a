using System.Text.RegularExpressions;
using SparkControl.ControlApi.Files;
using YamlDotNet.Core;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// Changes single lines of <c>settings.yaml</c>, so that its owner's comments, order and unknown names stay. Each edit
/// is proved before it is given back: read again, the text has the new value, every other value and every comment.
/// </summary>
internal static partial class SettingsYaml
{
    private const string Header = "# Written by SparkControl's Settings page. Your own lines and comments are kept.\n";

    /// <summary>The text with one setting changed; no values remove it.</summary>
    /// <exception cref="BadFileException">The text is written in a way that cannot be changed line by line.</exception>
    public static string Set(string? text, Setting setting, IReadOnlyList<string> values) =>
        Set(text, setting.Name, values.Count == 0 ? null : Written(setting.Kind, values));

    /// <summary>The same for a name that is no setting.</summary>
    public static string Set(string? text, string name, string? written)
    {
        var before = string.IsNullOrWhiteSpace(text) ? Header : text.TrimStart('\uFEFF');
        var map = YamlReader.ReadMap(before);
        if (map is { IsFlow: true })
        {
            throw new BadFileException(
                map.Line, "It is written in braces: SparkControl changes lines of the form “name: value” only.");
        }

        var newLine = before.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = before.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ToList();
        Edit(lines, map, name, written);

        var after = string.Join(newLine, lines) + newLine;
        Prove(before, after, map, name, written);
        return after;
    }

    private static void Edit(List<string> lines, YamlMap? map, string name, string? written)
    {
        if (map?.Find(name) is { } entry)
        {
            var comments = Comments(string.Join('\n', lines))
                .Where(comment => comment.Line >= entry.Line && comment.Line <= entry.Value.EndLine).ToList();
            var last = comments.Count > 0 && comments[^1].Line == entry.Value.EndLine ? $"  {comments[^1].Text}" : "";
            var above = written is null || last.Length == 0 ? comments : comments[..^1];

            lines.RemoveRange(entry.Line - 1, entry.Value.EndLine - entry.Line + 1);
            if (written is not null) lines.Insert(entry.Line - 1, $"{name}: {written}{last}");
            lines.InsertRange(entry.Line - 1, above.Select(comment => comment.Text));
        }
        else if (written is not null)
        {
            lines.Insert(map is { Entries: [.., var final] } ? final.Value.EndLine : lines.Count, $"{name}: {written}");
        }
    }

    private static void Prove(string before, string after, YamlMap? map, string name, string? written)
    {
        var got = YamlReader.ReadMap(after);
        var wanted = written is null ? null : YamlReader.ReadMap($"{name}: {written}")!.Entries[0];
        var proved = Others(map, name).SequenceEqual(Others(got, name))
            && Plain(got?.Find(name)) == Plain(wanted)
            && CommentTexts(before).SequenceEqual(CommentTexts(after));

        if (!proved)
        {
            throw new BadFileException(
                map?.Find(name)?.Line,
                $"SparkControl cannot change {name} without touching other lines. Change it by hand.");
        }
    }

    private static IEnumerable<string?> Others(YamlMap? map, string name) =>
        (map?.Entries ?? []).Where(entry => entry.Key != name).Select(Plain).Order();

    private static IEnumerable<string> CommentTexts(string text) =>
        Comments(text).Select(comment => comment.Text).Order();

    private static string? Plain(YamlEntry? entry) => entry is null ? null : $"{entry.Key}={Plain(entry.Value)}";

    private static string Plain(YamlValue value) => value switch
    {
        YamlText text => $"{text.IsPlain} {text.Text}",
        YamlList list => $"[{string.Join('\u001f', list.Items.Select(Plain))}]",
        YamlMap map => $"{{{string.Join('\u001f', map.Entries.Select(Plain))}}}",
        _ => ""
    };

    private static List<Comment> Comments(string text)
    {
        try
        {
            List<Comment> found = [];
            var lines = text.ReplaceLineEndings("\n").Split('\n');
            var scanner = new Scanner(new StringReader(string.Join('\n', lines)), skipComments: false);
            while (scanner.MoveNext())
            {
                if (scanner.Current is YamlDotNet.Core.Tokens.Comment comment) found.Add(At(lines, comment.Start));
            }

            return found;
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException)
        {
            throw new BadFileException(
                (int?)(broken as YamlException)?.Start.Line,
                "SparkControl cannot tell its comments apart. Change it by hand.");
        }
    }

    private static Comment At(string[] lines, Mark start) =>
        new(lines[start.Line - 1][(int)(start.Column - 1)..].TrimEnd(), (int)start.Line);

    private static string Written(SettingKind kind, IReadOnlyList<string> values) => kind switch
    {
        SettingKind.List => $"[{string.Join(", ", values.Select(Quoted))}]",
        SettingKind.Text => NeedsNoQuotes().IsMatch(values[0]) ? values[0] : Quoted(values[0]),
        _ => values[0]
    };

    public static string Quoted(string value) => $"\"{value.Replace("\\", @"\\").Replace("\"", "\\\"")}\"";

    // Host names and addresses as people write them; everything else, "true" and "12" among it, is quoted.
    [GeneratedRegex(@"^(\d+\.\d+\.\d+\.\d+|(?!(?i:true|false|yes|no|on|off|null|y|n)\z)[A-Za-z_/][A-Za-z0-9_./-]*)\z")]
    private static partial Regex NeedsNoQuotes();

    private readonly record struct Comment(string Text, int Line);
}
