using System.Globalization;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>git in the launcher's directory: what an update of it takes.</summary>
internal static class GitTool
{
    public static async Task HandleAsync(
        SimulatedNode node, LauncherRepository repository, ToolRequest request, ToolConnection connection)
    {
        var words = request.Arguments.ToList();
        while (words is ["-C" or "-c", _, ..]) words.RemoveRange(0, 2);
        if (words.FirstOrDefault() is "fetch" or "pull")
            await node.Pace.WaitAsync(TimeSpan.FromSeconds(2), connection.Gone);
        await connection.AnswerAsync(Answer(repository, words));
    }

    /// <summary>Pure but for the repository's own state.</summary>
    public static ToolAnswer Answer(LauncherRepository repository, IReadOnlyList<string> words)
    {
        var operands = words.Skip(1).Where(word => !word.StartsWith('-')).ToList();
        return (words.Count == 0 ? "" : words[0]) switch
        {
            "fetch" => ToolAnswer.Silent,
            "rev-parse" => RevParse(repository, words, operands.FirstOrDefault() ?? "HEAD"),
            "rev-list" => Range(repository, operands, out var error) is { } commits
                ? ToolAnswer.Line(commits.Count.ToString(CultureInfo.InvariantCulture)) : error!,
            "log" => Log(repository, words, operands),
            "status" => repository.LocalEdit is { } edit ? ToolAnswer.Line(" M " + edit) : ToolAnswer.Silent,
            "symbolic-ref" or "branch" => repository.IsDetached
                ? ToolAnswer.Failed(128, "fatal: ref HEAD is not a symbolic ref") : ToolAnswer.Line("main"),
            "remote" => ToolAnswer.Line("https://github.com/eugr/spark-vllm-docker.git"),
            "pull" => Pull(repository),
            "checkout" or "reset" => Checkout(repository, words[0], operands.LastOrDefault() ?? "HEAD"),
            "stash" => ToolAnswer.Line("No local changes to save"),
            "--version" => ToolAnswer.Line("git version 2.43.0"),
            var other => ToolAnswer.Failed(1, $"git: '{other}' is not a git command. See 'git --help'.")
        };
    }

    private static ToolAnswer RevParse(LauncherRepository repository, IReadOnlyList<string> words, string name)
    {
        if (words.Contains("--abbrev-ref"))
            return ToolAnswer.Line(repository.IsDetached ? "HEAD" : name == "HEAD" ? "main" : "origin/main");
        if (words.Contains("--is-inside-work-tree")) return ToolAnswer.Line("true");
        if (repository.Find(name) is not { } commit)
            return ToolAnswer.Failed(
                128, $"fatal: ambiguous argument '{name}': unknown revision or path not in the working tree.");
        var hash = LauncherRepository.Commit(commit);
        return ToolAnswer.Line(words.Contains("--short") ? hash[..7] : hash);
    }

    private static List<int>? Range(LauncherRepository repository, List<string> operands, out ToolAnswer? error)
    {
        error = null;
        var ends = (operands.FirstOrDefault(word => word.Contains("..", StringComparison.Ordinal)) ?? "..HEAD")
            .Split("..");
        if (repository.IsDetached && ends[1] == "@{u}")
        {
            error = ToolAnswer.Failed(128, "fatal: HEAD does not point to a branch");
            return null;
        }

        var from = ends[0].Length == 0 ? repository.Head - 20 : repository.Find(ends[0]) ?? repository.Head;
        var to = repository.Find(ends[1].Length == 0 ? "HEAD" : ends[1]) ?? repository.Head;
        return [.. Enumerable.Range(from + 1, Math.Max(0, to - from)).Reverse()];
    }

    private static ToolAnswer Log(LauncherRepository repository, IReadOnlyList<string> words, List<string> operands)
    {
        if (Range(repository, operands, out var error) is not { } commits) return error!;
        if (words.Any(word => word is "-1" or "-n1")) commits = [.. commits.Take(1)];
        var format = words.FirstOrDefault(word => word.StartsWith("--format=", StringComparison.Ordinal) ||
            word.StartsWith("--pretty=format:", StringComparison.Ordinal));
        var before = format?.StartsWith("--f", StringComparison.Ordinal) == true ? '=' : ':';
        format = format?[(format.IndexOf(before, StringComparison.Ordinal) + 1)..] ?? "%h %s";
        return ToolAnswer.Lines(commits.Select(commit => format
            .Replace("%H", LauncherRepository.Commit(commit), StringComparison.Ordinal)
            .Replace("%h", LauncherRepository.Commit(commit)[..7], StringComparison.Ordinal)
            .Replace("%s", LauncherRepository.Subject(commit), StringComparison.Ordinal)
            .Replace(
                "%ct", (1_760_000_000 + commit * 3600).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%x09", "\t", StringComparison.Ordinal)));
    }

    private static ToolAnswer Pull(LauncherRepository repository)
    {
        if (repository.IsDetached)
            return ToolAnswer.Failed(
                1, "You are not currently on a branch.\nPlease specify which branch you want to merge with.");
        if (repository.LocalEdit is { } edit && repository.Behind > 0)
            return ToolAnswer.Failed(
                1, $"error: Your local changes to the following files would be overwritten by merge:\n\t{edit}\n" +
                    "Please commit your changes or stash them before you merge.\nAborting");
        if (repository.Behind == 0) return ToolAnswer.Line("Already up to date.");
        var from = LauncherRepository.Commit(repository.Head)[..7];
        (repository.Head, repository.Behind) = (repository.Upstream, 0);
        return ToolAnswer.Lines(
            [$"Updating {from}..{LauncherRepository.Commit(repository.Head)[..7]}", "Fast-forward",
                " launch-cluster.sh | 12 ++++++------", " 1 file changed, 6 insertions(+), 6 deletions(-)"]);
    }

    private static ToolAnswer Checkout(LauncherRepository repository, string command, string name)
    {
        if (repository.Find(name) is not { } commit)
            return ToolAnswer.Failed(1, $"error: pathspec '{name}' did not match any file(s) known to git");
        var upstream = repository.Upstream;
        (repository.Head, repository.Behind) = (commit, upstream - commit);
        repository.IsDetached = command == "checkout" && name != "main";
        return new(0, command == "reset"
            ? $"HEAD is now at {LauncherRepository.Commit(commit)[..7]} {LauncherRepository.Subject(commit)}\n"
            : "");
    }
}
