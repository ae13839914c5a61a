using System.Globalization;

namespace SparkControl.Simulator.Git;

/// <summary>How much two states of files differ, as git draws it.</summary>
internal static class GitStat
{
    private const int Widest = 50;

    /// <summary>` README.md | 3 +++` for each file, then the sum; nothing when nothing differs.</summary>
    public static string Of(IEnumerable<(string Path, string? Before, string? After)> files)
    {
        var rows = files
            .Select(file => (file.Path, Counts: Count(file.Before, file.After), file.Before, file.After)).ToList();
        if (rows.Count == 0) return "";
        var (name, number) = (rows.Max(row => row.Path.Length), rows.Max(row => Text(Sum(row.Counts)).Length));
        var largest = Math.Max(Widest, rows.Max(row => Sum(row.Counts)));
        var lines = rows.Select(row =>
            $" {row.Path.PadRight(name)} | {Text(Sum(row.Counts)).PadLeft(number)} " +
            Bar('+', row.Counts.Added, largest) + Bar('-', row.Counts.Removed, largest) + "\n");
        var (added, removed) = (rows.Sum(row => row.Counts.Added), rows.Sum(row => row.Counts.Removed));
        var modes = rows.Where(row => row.Before is null || row.After is null)
            .Select(row => $" {(row.Before is null ? "create" : "delete")} mode 100755 {row.Path}\n");
        return string.Concat(lines) + Total(rows.Count, added, removed) + string.Concat(modes);
    }

    private static string Total(int files, int added, int removed) =>
        $" {Counted(files, "file")} changed" +
        (added > 0 || removed == 0 ? $", {Counted(added, "insertion")}(+)" : "") +
        (removed > 0 ? $", {Counted(removed, "deletion")}(-)" : "") + "\n";

    private static string Counted(int count, string word) => $"{Text(count)} {word}{(count == 1 ? "" : "s")}";

    private static string Bar(char sign, int count, int largest) =>
        new(sign, count == 0 ? 0 : Math.Max(1, count * Widest / largest));

    private static int Sum((int Added, int Removed) counts) => counts.Added + counts.Removed;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Lines that only one of them has; a line that moved is none.
    private static (int Added, int Removed) Count(string? before, string? after)
    {
        var left = Lines(before).ToLookup(line => line);
        var right = Lines(after).ToLookup(line => line);
        var same = left.Sum(lines => Math.Min(lines.Count(), right[lines.Key].Count()));
        return (right.Sum(lines => lines.Count()) - same, left.Sum(lines => lines.Count()) - same);
    }

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
