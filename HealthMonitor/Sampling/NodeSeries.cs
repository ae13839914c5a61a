using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>The figures of a node that are plotted. More is worse: the greatest of a minute is its worst.</summary>
internal static class NodeSeries
{
    public static IEnumerable<(string Name, double? Value)> Of(NodeSample sample) =>
    [
        ("gpu_percent", sample.Gpu?.UtilizationPercent),
        ("gpu_temperature_c", sample.Gpu?.TemperatureC),
        ("gpu_power_w", sample.Gpu?.PowerW),
        ("gpu_clock_mhz", sample.Gpu?.SmClockMhz),
        ("gpu_memory_bytes", GpuText.Held(sample.Gpu)),
        ("memory_used_bytes", sample.MemTotalBytes - sample.MemAvailableBytes),
        ("swap_used_bytes", sample.SwapTotalBytes - sample.SwapFreeBytes),
        ("swap_in_pages_per_second", sample.SwapInPagesPerSecond),
        ("swap_out_pages_per_second", sample.SwapOutPagesPerSecond),
        ("cpu_pressure_percent", sample.CpuPressure?.SomePercent10),
        ("memory_pressure_percent", sample.MemoryPressure?.SomePercent10),
        ("memory_stall_percent", sample.MemoryPressure?.FullPercent10),
        ("io_pressure_percent", sample.IoPressure?.SomePercent10),
        ("load1", sample.Load1),
        ("temperature_c", sample.TemperatureC),
        ("disk_used_bytes", Used(sample)),
        ("sample_cpu_ms", sample.CostCpuMs)
    ];

    // Of the file system of the weights: that is the one that fills up.
    private static double? Used(NodeSample sample)
    {
        var disk = sample.Disks?.FirstOrDefault(disk => disk.Holds.Contains("weights"));
        return disk?.SizeBytes - disk?.FreeBytes;
    }
}
