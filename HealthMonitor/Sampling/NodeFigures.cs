using System.Globalization;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>What one sample of a node holds. A figure that the node did not give is null;
/// <see cref="GpuAsked"/> says whether nvidia-smi ran.</summary>
internal sealed record NodeFigures(
    string? Hostname, long? MemTotalBytes, long? MemAvailableBytes, bool GpuAsked, long? GpuProcessBytes)
{
    /// <summary>Marks the part that nvidia-smi wrote; its exit code follows at the end.</summary>
    private const string GpuMark = "== gpu";

    /// <summary>The script behind it; <c>$1</c> is <c>gpu</c> when nvidia-smi is asked as well.</summary>
    public const string Script = """
        hostname
        cat /proc/meminfo
        if [ "$1" = gpu ]; then
            echo '== gpu'
            timeout 3 nvidia-smi --query-compute-apps=pid,process_name,used_gpu_memory --format=csv,noheader,nounits 2>/dev/null
            echo "== gpu $?"
        fi
        """;

    public static NodeFigures Parse(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        var gpu = Array.IndexOf(lines, GpuMark);
        return new(
            lines[0] is { Length: > 0 } name && !name.Contains(':', StringComparison.Ordinal) ? name : null,
            Kibibytes(lines, "MemTotal:"), Kibibytes(lines, "MemAvailable:"),
            gpu >= 0, gpu >= 0 ? GpuBytes(lines[(gpu + 1)..]) : null);
    }

    private static long? Kibibytes(string[] lines, string name)
    {
        var line = lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return Number(line?[name.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;
    }

    /// <summary>The sum over all processes; null when nvidia-smi failed or hid every figure.</summary>
    private static long? GpuBytes(string[] lines)
    {
        if (Array.IndexOf(lines, $"{GpuMark} 0") is var end && end < 0) return null;

        var figures = lines[..end].Where(l => l.Length > 0).Select(l => Number(l[(l.LastIndexOf(',') + 1)..])).ToList();
        return figures.Count > 0 && figures.All(f => f is null) ? null : figures.Sum(f => f ?? 0) * 1024 * 1024;
    }

    private static long? Number(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
