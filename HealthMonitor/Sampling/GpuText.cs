using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>
/// Reads the two tables of nvidia-smi. A GB10 has <c>[N/A]</c> or <c>[Not Supported]</c> for much of what other chips
/// have a number for: that is null.
/// </summary>
internal static class GpuText
{
    /// <summary>In the order in which the script asks for them, behind four figures.</summary>
    private static readonly string[] Reasons =
        ["hw_slowdown", "hw_thermal_slowdown", "hw_power_brake_slowdown", "sw_thermal_slowdown", "sw_power_cap"];

    /// <param name="figures">The table of chips; null when it could not be had.</param>
    /// <param name="processes">The table of processes; null when it could not be had.</param>
    public static GpuSample? Read(string? figures, string? processes)
    {
        var chip = (figures ?? "").Split('\n').Select(Columns).FirstOrDefault(row => row.Length == 4 + Reasons.Length);
        if (chip is null && processes is null) return null;

        return new()
        {
            UtilizationPercent = Figure(chip, 0),
            TemperatureC = Figure(chip, 1),
            PowerW = Figure(chip, 2),
            SmClockMhz = Figure(chip, 3),
            Throttle = chip is null ? null : Throttle(chip[4..]),
            Processes = processes?.Split('\n').Select(Columns).Select(Process).OfType<GpuProcess>().ToList()
        };
    }

    /// <summary>What all of them hold; null when that is not known, or not of one of them.</summary>
    public static long? Held(GpuSample? gpu) =>
        gpu?.Processes is { } processes
        && (processes.Count == 0 || processes.Any(process => process.MemoryBytes is not null))
            ? processes.Sum(process => process.MemoryBytes ?? 0)
            : null;

    /// <summary>
    /// What the model's own processes hold: vLLM and Ray name theirs. Null when they hold something that nobody can
    /// tell from what others hold, as with a vLLM that names none.
    /// </summary>
    /// <param name="gpu">What nvidia-smi said.</param>
    /// <param name="runs">Whether the model's container runs; null when that is not known.</param>
    public static long? HeldByModel(GpuSample? gpu, bool? runs)
    {
        if (Held(gpu) is null) return null;

        var own = gpu!.Processes!.Where(IsOfModel).ToList();
        return own.Count > 0 || gpu.Processes!.Count == 0 || runs == false
            ? own.Sum(process => process.MemoryBytes ?? 0)
            : null;
    }

    /// <summary>Whether a process on it is a model's by its name; false also when that is not known.</summary>
    public static bool NamesModel(GpuSample? gpu) => gpu?.Processes?.Any(IsOfModel) == true;

    private static bool IsOfModel(GpuProcess process) =>
        process.Name.Contains("vllm", StringComparison.OrdinalIgnoreCase)
        || process.Name.Contains("ray::", StringComparison.Ordinal);

    private static string[] Columns(string line) => line.Split(',', StringSplitOptions.TrimEntries);

    private static double? Figure(string[]? chip, int at) => chip is null ? null : SampleText.Number(chip[at]);

    private static string[]? Throttle(string[] said) => said.Any(word => word is "Active" or "Not Active")
        ? [.. Reasons.Zip(said).Where(pair => pair.Second == "Active").Select(pair => pair.First)]
        : null;

    /// <summary>Number, name, MiB. A name may have commas.</summary>
    private static GpuProcess? Process(string[] columns) => columns is [var pid, .. { Length: > 0 } name, var memory]
        && int.TryParse(pid, out var number)
            ? new(number, string.Join(", ", name), SampleText.Whole(memory) * 1024 * 1024)
            : null;
}
