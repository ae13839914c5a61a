using System.Globalization;
using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>chown -R, as far as docker's volumes go: by root of the node, or in a container that has one.</summary>
internal static class ChownTool
{
    public static ToolAnswer Answer(SimulatedNode node, IReadOnlyList<string> words) =>
        Change(node, words, path => path.StartsWith(Volumes.Root, StringComparison.Ordinal) ? Named(path) : null);

    /// <summary>What `docker run -v VOLUME:/c alpine chown -R 1000:1000 /c` does.</summary>
    public static ToolAnswer InContainer(
        SimulatedNode node, IReadOnlyList<string> words, IReadOnlyList<string> mounts) =>
        Change(node, words, path => mounts.Select(mount => mount.Split(':'))
            .FirstOrDefault(parts => parts.ElementAtOrDefault(1)?.TrimEnd('/') == path.TrimEnd('/'))?[0]);

    private static ToolAnswer Change(SimulatedNode node, IReadOnlyList<string> words, Func<string, string?> volume)
    {
        var operands = words.Where(word => !word.StartsWith('-')).ToList();
        if (operands.Count < 2) return ToolAnswer.Failed(1, "chown: missing operand");
        if (!int.TryParse(operands[0].Split(':')[0], CultureInfo.InvariantCulture, out var user))
            return ToolAnswer.Failed(1, $"chown: invalid user: '{operands[0]}'");
        foreach (var path in operands.Skip(1))
        {
            if (volume(path) is not { } name)
                return ToolAnswer.Failed(1, $"chown: cannot access '{path}': No such file or directory");
            // Without -R the files in it stay whose they were.
            if (words.Any(word => word is "-R" or "--recursive")) node.Docker.Volumes.Give(name, user);
        }

        return ToolAnswer.Silent;
    }

    private static string Named(string path) => path[Volumes.Root.Length..].Split('/')[0];
}
