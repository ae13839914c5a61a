using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>What was measured of a node around the beginning of an incident.</summary>
internal static class NodesBeside
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10), After = TimeSpan.FromMinutes(20);

    /// <summary>Minutes of a series that must be read to have all that is wanted.</summary>
    public static int Minutes(Incident incident, DateTimeOffset now) =>
        (int)Math.Clamp((now - incident.Begin + Before).TotalMinutes + 2, 1, Contracts.Redis.SeriesStore.Minutes);

    /// <param name="node">The node's name.</param>
    /// <param name="total">Its memory, in bytes; null when not known.</param>
    /// <param name="minutes">Its series, oldest first.</param>
    /// <param name="incident">The incident.</param>
    public static NodeBeside Of(
        string node, long? total, IEnumerable<SeriesMinute> minutes, Incident incident)
    {
        var latest = incident.Begin + After;
        var from = (incident.Begin - Before).ToUnixTimeSeconds();
        var to = (incident.End < latest ? incident.End.Value : latest).ToUnixTimeSeconds();
        return new(node, total, [
            .. minutes.Where(minute => minute.At >= from && minute.At <= to).Select(minute => Of(minute, total))
        ]);
    }

    private static MinuteBeside Of(SeriesMinute minute, long? total)
    {
        return new()
        {
            At = DateTimeOffset.FromUnixTimeSeconds(minute.At),
            MemAvailableBytes = total - (long?)Most("memory_used_bytes"),
            MemoryPressurePercent = Most("memory_pressure_percent"),
            MemoryStallPercent = Most("memory_stall_percent"),
            SwapUsedBytes = (long?)Most("swap_used_bytes"),
            GpuPercent = minute.Values.GetValueOrDefault("gpu_percent")?.Mean,
            GpuTemperatureC = Most("gpu_temperature_c")
        };

        double? Most(string name) => minute.Values.GetValueOrDefault(name)?.Max;
    }
}
