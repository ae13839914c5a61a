using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>Reads <c>df -Pk</c> of the home, the launcher and the weights, in this order.</summary>
internal static partial class DiskText
{
    private static readonly string[] Held = ["home", "launcher", "weights"];

    public static IReadOnlyList<DiskUse>? Read(string? text)
    {
        var rows = Row().Matches(text ?? "");
        // A row less than directories, and nobody knows whose each one is.
        if (rows.Count != Held.Length) return null;

        return [.. rows.Zip(Held).GroupBy(pair => pair.First.Groups[3].Value.Trim()).Select(Disk)];
    }

    private static DiskUse Disk(IGrouping<string, (Match Row, string Holds)> same)
    {
        var row = same.First().Row;
        return new(same.Key, Bytes(row.Groups[1]), Bytes(row.Groups[2]), [.. same.Select(pair => pair.Holds)]);
    }

    private static long Bytes(Group blocks) => (SampleText.Whole(blocks.Value) ?? 0) * 1024;

    /// <summary>Blocks, used, available, capacity, mount. Names of devices and mounts may have spaces.</summary>
    [GeneratedRegex(@"^.+?[ \t](\d+)[ \t]+\d+[ \t]+(\d+)[ \t]+(?:\d+%|-)[ \t]+(/.*)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
