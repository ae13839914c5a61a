using System.Text;
using static SparkControl.ControlApi.Files.YamlWrite;

namespace SparkControl.ControlApi.Files;

/// <summary>
/// Changes single values of a YAML file, line by line, so that its owner's comments, order and unknown names stay.
/// Each edit is proved before it is given back, see <see cref="YamlProof"/>.
/// </summary>
internal static class YamlEdit
{
    /// <summary>
    /// The text with one value changed. Mappings on the way to it are made, and removed when they get empty.
    /// </summary>
    /// <param name="text">The file; null when there is none.</param>
    /// <param name="path">The names that lead to the value, from the outside.</param>
    /// <param name="value">The value; null to remove it.</param>
    /// <param name="header">The comment that a new file begins with.</param>
    /// <exception cref="BadFileException">
    /// The text is written in a way that cannot be changed line by line, or would be too large to be read again.
    /// </exception>
    public static string Set(string? text, IReadOnlyList<string> path, YamlValue? value, string header)
    {
        var before = string.IsNullOrWhiteSpace(text) ? header : text.TrimStart('\uFEFF');
        var map = YamlReader.ReadMap(before);
        if (map is { IsFlow: true })
        {
            throw new BadFileException(
                map.Line, "It is written in braces: SparkControl changes lines of the form “name: value” only.");
        }

        var lines = YamlLines.Split(before.TrimEnd('\r', '\n'));
        if (value is not null) Put(lines, map, path, value);
        else if (map is not null) Remove(lines, map, path);

        var after = YamlLines.Join(lines, before.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n");
        if (Encoding.UTF8.GetByteCount(after) > YamlReader.MaxBytes)
        {
            throw new BadFileException(null, "With this change it would be larger than 256 KiB.");
        }

        YamlProof.Demand(before, after, path, value);
        return after;
    }

    private static void Put(List<string> lines, YamlMap? map, IReadOnlyList<string> path, YamlValue wanted)
    {
        var indent = map is null ? 0 : IndentOf(lines, map);
        if (map?.Find(path[0]) is not { } entry)
        {
            var end = map is { Entries: [.., var final] } ? final.Value.EndLine : lines.Count;
            lines.InsertRange(end, Block(path, wanted, indent));
            return;
        }

        switch (entry.Value)
        {
            case YamlMap { IsFlow: false } inner when path.Count > 1:
                Put(lines, inner, Rest(path), wanted);
                break;
            case YamlMap inner when path.Count > 1:
                Replace(lines, entry, [Line(path[0], Within(inner, Rest(path), Flow(wanted)), indent)]);
                break;
            case var value when path.Count == 1 || value is YamlText { IsNull: true }:
                Replace(lines, entry, Block(path, wanted, indent));
                break;
            default:
                throw NoMapping(entry);
        }
    }

    private static void Remove(List<string> lines, YamlMap map, IReadOnlyList<string> path)
    {
        if (map.Find(path[0]) is not { } entry) return;

        switch (entry.Value)
        {
            case var _ when path.Count == 1:
            case YamlMap inner when Holds(inner, Rest(path), nothingElse: true):
                Replace(lines, entry, []);
                break;
            case YamlMap inner when !Holds(inner, Rest(path), nothingElse: false):
                break;
            case YamlMap { IsFlow: false } inner:
                Remove(lines, inner, Rest(path));
                break;
            case YamlMap inner:
                Replace(lines, entry, [Line(path[0], Within(inner, Rest(path), null), IndentOf(lines, map))]);
                break;
            case not YamlText { IsNull: true }:
                throw NoMapping(entry);
        }
    }

    private static bool Holds(YamlMap map, IReadOnlyList<string> path, bool nothingElse) =>
        map.Find(path[0]) is { } entry
        && (!nothingElse || map.Entries.Count == 1)
        && (path.Count == 1 || (entry.Value is YamlMap inner && Holds(inner, Rest(path), nothingElse)));

    // A comment on the last line stays on it, those on the lines before stand above.
    private static void Replace(List<string> lines, YamlEntry entry, List<string> with)
    {
        var (first, last) = (entry.Line, entry.Value.EndLine);
        var comments = YamlComment.AllIn(YamlLines.Join(lines, "\n"))
            .Where(comment => comment.Line >= first && comment.Line <= last).ToList();
        var indent = Spaces(lines[first - 1]);
        var beside = with.Count > 0 && comments.Count > 0 && comments[^1].Line == last ? comments[^1].Text : null;
        var above = beside is null ? comments : comments[..^1];

        lines.RemoveRange(first - 1, last - first + 1);
        lines.InsertRange(first - 1, with);
        if (beside is not null) lines[first - 1] += $"  {beside}";
        lines.InsertRange(first - 1, above.Select(comment => indent + comment.Text));
    }

    private static List<string> Block(IReadOnlyList<string> path, YamlValue wanted, int indent) =>
    [
        .. path.SkipLast(1).Select((name, depth) => Line(name, "", indent + (depth * Step))),
        .. Lines(path[^1], wanted, indent + ((path.Count - 1) * Step))
    ];

    private static string Within(YamlMap map, IReadOnlyList<string> path, string? written)
    {
        List<string> members = [];
        foreach (var entry in map.Entries)
        {
            var value = entry.Key != path[0] ? Flow(entry.Value)
                : path.Count == 1 ? written
                : entry.Value is YamlMap inner ? Within(inner, Rest(path), written)
                : entry.Value is YamlText { IsNull: true } ? written is null ? "" : Within(Empty, Rest(path), written)
                : throw NoMapping(entry);
            if (value is not null) members.Add($"{Name(entry.Key)}: {value}");
        }

        if (written is not null && map.Find(path[0]) is null)
        {
            members.Add($"{Name(path[0])}: {(path.Count == 1 ? written : Within(Empty, Rest(path), written))}");
        }

        return members.Count == 0 ? "{}" : $"{{ {string.Join(", ", members)} }}";
    }

    private static YamlMap Empty { get; } = new([], IsFlow: true, 0, 0);

    private static IReadOnlyList<string> Rest(IReadOnlyList<string> path) => [.. path.Skip(1)];

    private static int IndentOf(List<string> lines, YamlMap map) => Spaces(lines[map.Entries[0].Line - 1]).Length;

    private static string Spaces(string line) => line[..^line.TrimStart(' ').Length];

    private static BadFileException NoMapping(YamlEntry entry) =>
        new(entry.Line, $"Under “{entry.Key}” there must be lines of the form “name: value”.");
}
