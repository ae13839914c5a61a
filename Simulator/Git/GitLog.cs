using System.Globalization;
using System.Text;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>log, show, rev-list, diff and merge-base: what lies between two commits.</summary>
internal static class GitLog
{
    public static ToolAnswer Log(GitClone clone, GitCall call)
    {
        IEnumerable<LauncherCommit> commits = GitNames.Range(clone, call.Operands);
        if (call.Command == "show") commits = commits.Take(1);
        else if (call.Limit is { } limit) commits = commits.Take(limit);
        if (call.Has("--reverse")) commits = commits.Reverse();
        var format = call.Value("--format", "--pretty") ?? (call.Has("--oneline") ? "%h %s" : null);
        // With "format:" the lines are divided, without it each is ended.
        var isDivided = format?.StartsWith("format:", StringComparison.Ordinal) is true;
        foreach (var word in new[] { "format:", "tformat:" })
            if (format?.StartsWith(word, StringComparison.Ordinal) is true) format = format[word.Length..];
        var end = call.Has("-z") ? "\0" : "\n";
        var texts = commits.Select(commit => format is null or "medium" ? Plain(commit) : Fill(format, commit));
        return new(0, isDivided ? string.Join(end, texts) : string.Concat(texts.Select(text => text + end)));
    }

    public static ToolAnswer List(GitClone clone, GitCall call)
    {
        var (left, right) = GitNames.Sides(clone, call.Operands);
        if (call.Has("--count") && call.Has("--left-right"))
            return ToolAnswer.Line(string.Create(CultureInfo.InvariantCulture, $"{left.Count}\t{right.Count}"));
        var commits = GitNames.Range(clone, call.Operands);
        if (call.Limit is { } limit) commits = [.. commits.Take(limit)];
        if (call.Has("--count")) return ToolAnswer.Line(commits.Count.ToString(CultureInfo.InvariantCulture));
        if (call.Has("--reverse")) commits.Reverse();
        return ToolAnswer.Lines(commits.Select(commit => commit.Id));
    }

    /// <summary>Between two commits, or between one and the work tree.</summary>
    public static ToolAnswer Diff(GitClone clone, GitCall call)
    {
        var files = Compared(clone, call.Operands);
        if (call.Paths is { Count: > 0 } paths) files = [.. files.Where(file => paths.Contains(file.Path))];
        if (call.Has("--quiet", "-q")) return new(files.Count > 0 ? 1 : 0, "");
        if (call.Has("--name-only")) return ToolAnswer.Lines(files.Select(file => file.Path));
        return call.Has("--stat")
            ? new(0, GitStat.Of(files))
            : ToolAnswer.Lines(files.Select(file => $"diff --git a/{file.Path} b/{file.Path}"));
    }

    public static ToolAnswer MergeBase(GitClone clone, GitCall call)
    {
        var ends = call.Operands.Select(name => GitNames.Find(clone, name) ??
            throw new GitFailedException(128, $"fatal: Not a valid object name {name}")).ToList();
        if (call.Has("--is-ancestor"))
            return new(GitNames.History(clone, ends[1]).Any(commit => commit.Id == ends[0].Id) ? 0 : 1, "");
        var other = GitNames.History(clone, ends[1]).Select(commit => commit.Id).ToHashSet();
        var shared = GitNames.History(clone, ends[0]).FirstOrDefault(commit => other.Contains(commit.Id));
        return shared is null ? new(1, "") : ToolAnswer.Line(shared.Id);
    }

    private static List<(string Path, string? Before, string? After)> Compared(
        GitClone clone, List<string> operands)
    {
        var ends = operands.Count == 1 ? operands[0].Split("..", 2) : [.. operands.Take(2)];
        if (ends.Length == 0) ends = ["HEAD"];
        var from = GitNames.Require(clone, ends[0], operands.FirstOrDefault());
        var to = ends.Length > 1 ? GitNames.Require(clone, ends[1], operands[0]) : null;
        var paths = to is null ? [.. from.Files.Keys] : GitMove.Changes(from, to);
        return
        [
            .. paths.Select(path => (path, from.Files.GetValueOrDefault(path),
                    to is null ? GitStatus.Lies(clone, path) : to.Files.GetValueOrDefault(path)))
                .Where(file => file.Item2 != file.Item3)
        ];
    }

    private static string Plain(LauncherCommit commit) =>
        $"commit {commit.Id}\nAuthor: {commit.Author} <{commit.Author}@users.noreply.github.com>\n" +
        $"Date:   {commit.At.UtcDateTime.ToString("ddd MMM d HH:mm:ss yyyy +0000", CultureInfo.InvariantCulture)}\n\n" +
        $"    {commit.Subject}\n";

    private static string Fill(string format, LauncherCommit commit)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length) text.Append(format[at]);
            else at += Put(text, format[(at + 1)..], commit);
        }

        return text.ToString();
    }

    // How many letters behind the sign are used up.
    private static int Put(StringBuilder text, string rest, LauncherCommit commit)
    {
        if (rest[0] == 'x' && rest.Length > 2)
        {
            text.Append((char)Convert.ToByte(rest[1..3], 16));
            return 3;
        }

        var length = rest[0] is 'a' or 'c' && rest.Length > 1 ? 2 : 1;
        text.Append(Value(rest[..length], commit) ?? "%" + rest[..length]);
        return length;
    }

    private static string? Value(string word, LauncherCommit commit) => word switch
    {
        "H" => commit.Id,
        "h" => commit.Short,
        "s" => commit.Subject,
        "b" => "",
        "B" => commit.Subject + "\n",
        "n" => "\n",
        "%" => "%",
        "P" or "p" => word == "P" ? commit.Parent ?? "" : commit.Parent?[..7] ?? "",
        "an" or "cn" => commit.Author,
        "ae" or "ce" => commit.Author + "@users.noreply.github.com",
        "at" or "ct" => commit.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "aI" or "cI" => commit.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture),
        "as" or "cs" => commit.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => null
    };
}
