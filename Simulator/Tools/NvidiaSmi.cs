using System.Globalization;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>nvidia-smi of a GB10: no memory numbers for the chip, but for its processes.</summary>
internal static class NvidiaSmi
{
    public static ToolAnswer Answer(SimulatedNode node, IReadOnlyList<string> words)
    {
        var options = words.Select(word => word.Split('=', 2)).ToLookup(parts => parts[0], parts => parts[^1]);
        var format = options["--format"].FirstOrDefault() ?? "";
        if (options["--query-gpu"].FirstOrDefault() is { } fields)
            return Table(fields.Split(','), format, [field => Value(node, field)]);
        if (options["--query-compute-apps"].FirstOrDefault() is { } columns)
            return Table(columns.Split(','), format, [.. node.Engines.Keys
                .Select(engine => (Func<string, string>)(field => OfProcess(node, engine, field)))]);
        return words is ["-L"]
            ? ToolAnswer.Line("GPU 0: NVIDIA GB10 (UUID: GPU-5ca1ab1e-0000-4000-8000-000000000001)")
            : Whole(node);
    }

    private static ToolAnswer Table(string[] fields, string format, IReadOnlyList<Func<string, string>> rows)
    {
        var lines = rows.Select(row => string.Join(", ", fields.Select(field => row(field.Trim()))));
        return ToolAnswer.Lines(format.Contains("noheader", StringComparison.Ordinal)
            ? lines
            : lines.Prepend(string.Join(", ", fields.Select(field => field.Trim()))));
    }

    private static string Value(SimulatedNode node, string field) => field switch
    {
        "name" or "gpu_name" => "NVIDIA GB10",
        "index" => "0",
        "uuid" => "GPU-5ca1ab1e-0000-4000-8000-000000000001",
        "driver_version" => "580.95.05",
        "utilization.gpu" => Number(node.Load * 100, 0),
        "utilization.memory" => "0",
        "temperature.gpu" => Number(node.Temperature, 0),
        "power.draw" or "power.draw.instant" => Number(4.1 + node.Load * 58, 2),
        "clocks.sm" or "clocks.current.sm" or "clocks.gr" => node.Load > 0 ? "2405" : "208",
        "pstate" => node.Load > 0 ? "P0" : "P8",
        _ when field.StartsWith("clocks_throttle_reasons.", StringComparison.Ordinal) ||
            field.StartsWith("clocks_event_reasons.", StringComparison.Ordinal) => "Not Active",
        _ => "[N/A]"
    };

    private static string OfProcess(SimulatedNode node, Vllm.VllmProcess engine, string field) => field switch
    {
        "pid" => (4000 + engine.Pid).ToString(CultureInfo.InvariantCulture),
        "process_name" or "name" => engine.NameOn(node),
        "used_gpu_memory" or "used_memory" => (node.Memory.HeldBy(engine) >> 20).ToString(CultureInfo.InvariantCulture),
        _ => "[N/A]"
    };

    private static ToolAnswer Whole(SimulatedNode node) => ToolAnswer.Lines(
    [
        "+-----------------------------------------------------------------------------------------+",
        "| NVIDIA-SMI 580.95.05              Driver Version: 580.95.05      CUDA Version: 13.0     |",
        "|   0  NVIDIA GB10                    On  |   0000000F:01:00.0 Off |                  N/A |",
        $"| N/A {node.Temperature,4:F0}C    {(node.Load > 0 ? "P0" : "P8")}  {4 + node.Load * 58,12:F0}W /  N/A  | Not Supported          | {node.Load * 100,6:F0}%      Default |",
        "+-----------------------------------------------------------------------------------------+"
    ]);

    private static string Number(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);
}
