using System.Globalization;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>The figures that are read from vLLM's Prometheus text. One that is not there is null, never 0.</summary>
internal sealed record VllmMetrics(int? Running, int? Waiting)
{
    private static readonly string[] RunningNames = ["vllm:num_requests_running", "vllm_num_requests_running"];
    private static readonly string[] WaitingNames = ["vllm:num_requests_waiting", "vllm_num_requests_waiting"];

    public static VllmMetrics Parse(string text) => new(Sum(text, RunningNames), Sum(text, WaitingNames));

    /// <summary>The sum over all engines; null when no line has the name, or one of them has no number.</summary>
    private static int? Sum(string text, string[] names)
    {
        double? sum = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!IsOf(line, names)) continue;
            if (ValueOf(line) is not { } value || !double.IsFinite(value)) return null;

            sum = (sum ?? 0) + value;
        }

        return sum is { } total ? (int)Math.Clamp(Math.Round(total), 0, int.MaxValue) : null;
    }

    private static bool IsOf(ReadOnlySpan<char> line, string[] names)
    {
        foreach (var name in names)
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is '{' or ' ')
            {
                return true;
            }
        }

        return false;
    }

    // name{labels} value [timestamp]; a label's text may hold spaces and braces, so the last brace ends the labels.
    private static double? ValueOf(ReadOnlySpan<char> line)
    {
        var end = line.LastIndexOf('}');
        var rest = (end >= 0 ? line[(end + 1)..] : line[line.IndexOf(' ')..]).Trim();
        var space = rest.IndexOf(' ');
        return double.TryParse(space < 0 ? rest : rest[..space], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }
}
