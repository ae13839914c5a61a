using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>pgrep and pkill inside a container.</summary>
internal static class ProcessTool
{
    public static ToolAnswer Answer(SimulatedNode node, ToolRequest request)
    {
        var pattern = request.Arguments.LastOrDefault(word => !word.StartsWith('-')) ?? "";
        var whole = request.Arguments.Any(word => word.StartsWith('-')
            && !word.StartsWith("--", StringComparison.Ordinal) && word.Contains('f', StringComparison.Ordinal));
        var lists = request.Arguments.Any(word => word is "-a" or "-af" or "-fa");
        var found = (node.Docker.Find(request.Container)?.Processes ?? [])
            .Where(process => process.CommandLine[0] is not ("pgrep" or "pkill"))
            .Where(process => Regex.IsMatch(whole ? process.Text : Path.GetFileName(process.CommandLine[0]), pattern))
            .ToList();
        if (request.Tool == "pkill")
        {
            foreach (var process in found.Where(process => process.Pid != 1)) process.End(true);
            return new(found.Count > 0 ? 0 : 1, "");
        }

        var lines = found.Select(
            process => process.Pid.ToString(CultureInfo.InvariantCulture) + (lists ? " " + process.Text : ""));
        return ToolAnswer.Lines(lines) with { Exit = found.Count > 0 ? 0 : 1 };
    }
}
