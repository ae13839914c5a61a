using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>Reads what <see cref="SampleScript"/> has printed. A part that is missing or broken off is null.</summary>
internal static partial class SampleText
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <param name="output">What the script printed.</param>
    /// <param name="mark">What the lines before its parts begin with.</param>
    /// <param name="containers">The containers asked for.</param>
    public static NodeSample Parse(string output, string mark, IReadOnlyList<string> containers)
    {
        var parts = Split(output, mark);
        var files = Files(parts.GetValueOrDefault("files") ?? "");
        return Memory(files) with
        {
            Hostname = Text(files, "/proc/sys/kernel/hostname") is { Length: > 0 } name ? name : null,
            UptimeSeconds = Uptime(files),
            NodeTime = NodeTime(files),
            CpuPressure = PressureText.Read(Text(files, "/proc/pressure/cpu")),
            MemoryPressure = PressureText.Read(Text(files, "/proc/pressure/memory")),
            IoPressure = PressureText.Read(Text(files, "/proc/pressure/io")),
            TemperatureC = Hottest(files),
            Disks = DiskText.Read(parts.GetValueOrDefault("disks")),
            Containers = ContainerText.Read(
                parts.GetValueOrDefault("containers"), Code(parts, "containers-code"), containers),
            Gpu = GpuText.Read(Ended(parts, "gpu"), Ended(parts, "processes")),
            CostCpuMs = Cost(parts.GetValueOrDefault("times"))
        };
    }

    /// <summary>A number as the kernel and nvidia-smi write it; null for anything else, such as <c>[N/A]</c>.</summary>
    public static double? Number(string text) =>
        double.TryParse(text.Trim(), Decimal, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    public static long? Whole(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static string[] Words(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The parts that have another one after them: what the last one lacks nobody knows.</summary>
    private static Dictionary<string, string> Split(string output, string mark)
    {
        var parts = new Dictionary<string, string>();
        foreach (var section in output.Split($"\n{mark} ").Skip(1).SkipLast(1))
        {
            var end = section.IndexOf('\n', StringComparison.Ordinal);
            var head = Words(end < 0 ? section : section[..end]);
            if (head is not [var name, var code]) continue;

            parts[name] = name.EndsWith("-code", StringComparison.Ordinal) ? code : section[(end + 1)..];
        }

        return parts;
    }

    /// <summary>What a program printed, where it has ended well.</summary>
    private static string? Ended(Dictionary<string, string> parts, string name) =>
        Code(parts, $"{name}-code") == 0 ? parts.GetValueOrDefault(name) : null;

    private static int? Code(Dictionary<string, string> parts, string name) =>
        (int?)Whole(parts.GetValueOrDefault(name));

    /// <summary>The files that <c>head</c> wrote, by their paths.</summary>
    private static Dictionary<string, string> Files(string text)
    {
        var heads = FileHead().Matches(text);
        var files = new Dictionary<string, string>();
        for (var i = 0; i < heads.Count; i++)
        {
            var from = heads[i].Index + heads[i].Length;
            files[heads[i].Groups[1].Value] = text[from..(i + 1 < heads.Count ? heads[i + 1].Index : text.Length)];
        }

        return files;
    }

    private static string? Text(Dictionary<string, string> files, string path) => files.GetValueOrDefault(path)?.Trim();

    private static string[] Words(Dictionary<string, string> files, string path) =>
        Words(files.GetValueOrDefault(path));

    private static NodeSample Memory(Dictionary<string, string> files)
    {
        var memory = Table(files, "/proc/meminfo");
        var events = Table(files, "/proc/vmstat");
        var load = Words(files, "/proc/loadavg").Take(3).Select(Number).ToArray();
        return new()
        {
            MemTotalBytes = memory("MemTotal:") * 1024,
            MemAvailableBytes = memory("MemAvailable:") * 1024,
            MemFreeBytes = memory("MemFree:") * 1024,
            SwapTotalBytes = memory("SwapTotal:") * 1024,
            SwapFreeBytes = memory("SwapFree:") * 1024,
            SwappedInPages = events("pswpin"),
            SwappedOutPages = events("pswpout"),
            Load1 = load.ElementAtOrDefault(0),
            Load5 = load.ElementAtOrDefault(1),
            Load15 = load.ElementAtOrDefault(2)
        };
    }

    private static double? Uptime(Dictionary<string, string> files) =>
        Words(files, "/proc/uptime") is [var up, ..] ? Number(up) : null;

    /// <summary>The second of its start and what has passed since: its clock, without a process that asks.</summary>
    private static DateTimeOffset? NodeTime(Dictionary<string, string> files) =>
        Table(files, "/proc/stat")("btime") is { } boot && Uptime(files) is { } up && boot + up < 1e11
            ? DateTimeOffset.UnixEpoch.AddSeconds(boot + up)
            : null;

    /// <summary>Lines of a name and a number.</summary>
    private static Func<string, long?> Table(Dictionary<string, string> files, string path)
    {
        var rows = (files.GetValueOrDefault(path) ?? "").Split('\n').Select(line => Words(line))
            .Where(words => words.Length > 1).ToLookup(words => words[0], words => words[1]);
        return name => Whole(rows[name].FirstOrDefault());
    }

    /// <summary>A zone that is off says nothing; one that is not connected says what is colder than space.</summary>
    private static double? Hottest(Dictionary<string, string> files) => files
        .Where(file => file.Key.StartsWith("/sys/class/thermal/", StringComparison.Ordinal))
        .Select(file => Number(file.Value) / 1000).Where(degrees => degrees is > -100 and < 300).Max();

    /// <summary>The shell's own and its children's processor time: <c>0m0.01s</c> four times.</summary>
    private static double? Cost(string? times)
    {
        var found = Minutes().Matches(times ?? "");
        return found.Count == 4
            ? Math.Round(found.Sum(time => 60_000 * Of(time.Groups[1]) + 1000 * Of(time.Groups[2])), 1)
            : null;

        static double Of(Group number) => Number(number.Value) ?? 0;
    }

    [GeneratedRegex(@"^==> (\S+) <==\n", RegexOptions.Multiline)]
    private static partial Regex FileHead();

    [GeneratedRegex(@"(\d+)m(\d+(?:\.\d+)?)s")]
    private static partial Regex Minutes();
}
