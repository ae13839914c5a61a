using System.Globalization;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>df: a node has one disk, and every file is on it.</summary>
internal static class DiskTool
{
    private const string Device = "/dev/nvme0n1p2";

    public static ToolAnswer Answer(SimulatedNode node, ToolRequest request)
    {
        var words = request.Arguments;
        var paths = words.Where(word => !word.StartsWith('-')).ToList();
        var there = paths.Where(path => Path.Exists(Path.Combine(request.Directory, path))).ToList();
        var errors = string.Concat(paths.Except(there).Select(path => $"df: {path}: No such file or directory\n"));
        var lines = paths.Count == 0 ? 1 : there.Count;
        var used = node.Disk.Used;
        var table = lines == 0 ? "" : Table(words, node.Disk.Size, used, Math.Max(0, node.Disk.Size - used), lines);
        return new(errors.Length > 0 ? 1 : 0, table, errors);
    }

    private static string Table(IReadOnlyList<string> words, long size, long used, long free, int lines)
    {
        Func<long, string> show = Has(words, 'h') ? Human : Has(words, 'B') || words.Contains("--block-size=1")
            ? Bytes : bytes => Bytes((bytes + 1023) / 1024);
        if (words.FirstOrDefault(word => word.StartsWith("--output=", StringComparison.Ordinal)) is { } output)
        {
            var fields = output["--output=".Length..].Split(',');
            var row = string.Join(' ', fields.Select(field => Field(field, show, size, used, free)));
            return string.Join(' ', fields.Select(Heading)) + "\n" + Repeat(row, lines);
        }

        var unit = Has(words, 'h') ? "Size" : Has(words, 'P') ? "1024-blocks" : "1K-blocks";
        var part = Math.Ceiling(100.0 * used / Math.Max(1, size)).ToString("F0", CultureInfo.InvariantCulture);
        var percent = Has(words, 'P') ? "Capacity" : "Use%";
        return $"Filesystem     {unit,12} {"Used",12} {"Available",12} {percent} Mounted on\n" +
            Repeat($"{Device} {show(size),12} {show(used),12} {show(free),12} {part,3}% /", lines);
    }

    private static string Repeat(string row, int lines) => string.Concat(Enumerable.Repeat(row + "\n", lines));

    private static bool Has(IReadOnlyList<string> words, char letter) => words.Any(word =>
        word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal)
            && word.Contains(letter, StringComparison.Ordinal));

    private static string Heading(string field) => field switch
    {
        "avail" => "Avail",
        "size" => "1K-blocks",
        "used" => "Used",
        "target" => "Mounted on",
        _ => "Filesystem"
    };

    private static string Field(string field, Func<long, string> show, long size, long used, long free) => field switch
    {
        "avail" => show(free),
        "size" => show(size),
        "used" => show(used),
        "target" => "/",
        _ => Device
    };

    private static string Bytes(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);

    private static string Human(long bytes) => bytes switch
    {
        >= 1L << 40 => Unit(bytes, 1L << 40, 'T'),
        >= 1L << 30 => Unit(bytes, 1L << 30, 'G'),
        >= 1L << 20 => Unit(bytes, 1L << 20, 'M'),
        _ => Unit(bytes, 1L << 10, 'K')
    };

    private static string Unit(long bytes, long unit, char letter)
    {
        var count = (double)bytes / unit;
        return count.ToString(count < 10 ? "F1" : "F0", CultureInfo.InvariantCulture) + letter;
    }
}
