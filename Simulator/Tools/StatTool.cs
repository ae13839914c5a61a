using System.Globalization;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// stat, asked for blocks: <c>-c</c> with GNU's words or <c>-f</c> with BSD's, for sizes, blocks, times and names.
/// </summary>
internal static class StatTool
{
    public static ToolAnswer Answer(ToolRequest request)
    {
        var words = request.Arguments;
        var before = words.TakeWhile(word => word is not ("-c" or "-f")).Count();
        var (isBsd, format) = (words[before] == "-f", words[before + 1]);
        var lines = new List<string>();
        var errors = "";
        foreach (var word in words.Skip(before + 2))
        {
            var path = Path.Combine(request.Directory, word);
            var file = new FileInfo(path);
            if (file.LinkTarget is not null) file = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            if (file.Exists) lines.Add(isBsd ? Bsd(format, file, word) : Gnu(format, file, word));
            else errors += $"stat: cannot statx '{word}': No such file or directory\n";
        }

        return ToolAnswer.Lines(lines) with { Exit = errors.Length > 0 ? 1 : 0, Error = errors };
    }

    private static string Gnu(string format, FileInfo file, string name) => Fill(format, file, "%s", "%Y")
        .Replace("%n", name, StringComparison.Ordinal);

    private static string Bsd(string format, FileInfo file, string name) => Fill(format, file, "%z", "%m")
        .Replace("%N", name, StringComparison.Ordinal);

    private static string Fill(string format, FileInfo file, string size, string time) => format
        .Replace(size, Text(file.Length), StringComparison.Ordinal)
        .Replace("%b", Text((file.Length + 511) / 512), StringComparison.Ordinal)
        .Replace(
            time, Text(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds()), StringComparison.Ordinal);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
