using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>sysctl, as far as dropping the page cache goes.</summary>
internal static class SysctlTool
{
    private const string Dropping = "vm.drop_caches";

    public static ToolAnswer Answer(SimulatedNode node, IReadOnlyList<string> words)
    {
        if (words is not [.., var word]) return ToolAnswer.Failed(1, "sysctl: no variables specified");
        if (!word.StartsWith(Dropping + "=", StringComparison.Ordinal))
            return ToolAnswer.Failed(
                255, $"sysctl: cannot stat /proc/sys/{word.Replace('.', '/')}: No such file or directory");
        // 2 is for directory entries alone.
        if (word[^1] is '1' or '3') node.DropCaches();
        return words.Contains("-q")
            ? ToolAnswer.Silent
            : ToolAnswer.Line($"{Dropping} = {word[(Dropping.Length + 1)..]}");
    }
}
