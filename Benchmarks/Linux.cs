using System.Globalization;

namespace SparkControl.Benchmarks;

/// <summary>What the kernel counts about a process.</summary>
internal static class Linux
{
    private const double TicksPerSecond = 100;

    /// <summary>Bytes that the process has in memory now.</summary>
    public static long Memory(int process) => Status(process, "VmRSS:");

    /// <summary>The most it had since <see cref="ForgetPeak"/>.</summary>
    public static long PeakMemory(int process) => Status(process, "VmHWM:");

    /// <summary>
    /// From now on the kernel looks for the most again. A peak between two looks of ours would be missed.
    /// </summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    /// <summary>CPU time of all its threads, in user and kernel.</summary>
    public static TimeSpan Cpu(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Processes that ran or wanted to, on the average of the last minute.</summary>
    public static double LoadAverage() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static long Status(int process, string name) => 1024 * Number(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            [name.Length..].Replace("kB", "", StringComparison.Ordinal));

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
