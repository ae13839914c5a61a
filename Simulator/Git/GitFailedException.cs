using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

#pragma warning disable CA1032, CA1064 // It never leaves the tool: it carries an answer, and nothing else makes one.
/// <summary>git gives up, with what it says then.</summary>
internal sealed class GitFailedException(int exit, string error, string said = "") : Exception(error)
{
    public ToolAnswer Answer { get; } = new(exit, said, error + "\n");

    public static GitFailedException Unknown(string name, string said = "") => new(128,
        $"fatal: ambiguous argument '{name}': unknown revision or path not in the working tree.\n" +
        "Use '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'", said);

    public static GitFailedException Unread(string name) => new(128,
        $"fatal: '{name}' does not appear to be a git repository\nfatal: Could not read from remote repository.\n\n" +
        "Please make sure you have the correct access rights\nand the repository exists.");
}
