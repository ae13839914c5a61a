namespace SparkControl.ControlApi.Files;

/// <summary>
/// Reads an edited text again: it has the new value, every other value in its order, and every comment.
/// </summary>
internal static class YamlProof
{
    /// <exception cref="BadFileException">It has not.</exception>
    public static void Demand(string before, string after, IReadOnlyList<string> path, YamlValue? wanted)
    {
        var (old, got) = (YamlReader.ReadMap(before), YamlReader.ReadMap(after));
        var proved = Others(old, path) == Others(got, path)
            && Plain(YamlValue.At(got, path)) == Plain(wanted)
            && CommentsIn(before).SequenceEqual(CommentsIn(after));
        if (proved) return;

        throw new BadFileException(
            Nearest(old, path)?.Line,
            $"SparkControl cannot change {path[^1]} without touching other lines. Change it by hand.");
    }

    private static YamlEntry? Nearest(YamlMap? map, IReadOnlyList<string> path)
    {
        YamlEntry? nearest = null;
        foreach (var name in path)
        {
            if (map?.Find(name) is not { } entry) break;

            (nearest, map) = (entry, entry.Value as YamlMap);
        }

        return nearest;
    }

    // A mapping on the path that holds nothing else is as good as none.
    private static string Others(YamlMap? map, IReadOnlyList<string> path)
    {
        List<string> others = [];
        foreach (var entry in map?.Entries ?? [])
        {
            if (entry.Key != path[0])
            {
                others.Add(Plain(entry));
            }
            else if (path.Count > 1 && entry.Value is not YamlText { IsNull: true })
            {
                var inner = entry.Value is YamlMap value ? Others(value, [.. path.Skip(1)]) : Plain(entry.Value);
                if (inner != Empty) others.Add($"{YamlQuote.Text(entry.Key)}={inner}");
            }
        }

        return Joined(others);
    }

    private const string Empty = "{}";

    private static IEnumerable<string> CommentsIn(string text) =>
        YamlComment.AllIn(text).Select(comment => comment.Text).Order();

    private static string Plain(YamlEntry entry) => $"{YamlQuote.Text(entry.Key)}={Plain(entry.Value)}";

    private static string Plain(YamlValue? value) => value switch
    {
        YamlText text => $"{text.IsPlain} {YamlQuote.Text(text.Text)}",
        YamlList list => $"[{string.Join(", ", list.Items.Select(Plain))}]",
        YamlMap map => Joined(map.Entries.Select(Plain)),
        _ => ""
    };

    private static string Joined(IEnumerable<string> parts) => $"{{{string.Join(", ", parts)}}}";
}
