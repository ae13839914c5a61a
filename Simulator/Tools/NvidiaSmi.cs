using System.Globalization;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>nvidia-smi of a GB10: no memory numbers for the chip, but for its processes.</summary>
internal static class NvidiaSmi
{
    private const string Rule =
        "+-----------------------------------------------------------------------------------------+";

    public static ToolAnswer Answer(SimulatedNode node, IReadOnlyList<string> words)
    {
        var options = words.Select(word => word.Split('=', 2)).ToLookup(parts => parts[0], parts => parts[^1]);
        var format = options["--format"].FirstOrDefault() ?? "";
        if (options["--query-gpu"].FirstOrDefault() is { } fields)
            return Table(fields.Split(','), format, [field => Value(node, field)]);
        if (options["--query-compute-apps"].FirstOrDefault() is { } columns)
            return Table(columns.Split(','), format, [.. GpuProcess.On(node)
                .Select(process => (Func<string, string>)(field => OfProcess(process, field)))]);
        return words is ["-L"]
            ? ToolAnswer.Line("GPU 0: NVIDIA GB10 (UUID: GPU-5ca1ab1e-0000-4000-8000-000000000001)")
            : Whole(node);
    }

    private static ToolAnswer Table(string[] fields, string format, IReadOnlyList<Func<string, string>> rows)
    {
        var hasUnits = !format.Contains("nounits", StringComparison.Ordinal);
        var names = fields.Select(field => field.Trim()).ToList();
        var lines = rows.Select(
            row => string.Join(", ", names.Select(name => hasUnits ? Measured(row(name), Unit(name)) : row(name))));
        return ToolAnswer.Lines(format.Contains("noheader", StringComparison.Ordinal)
            ? lines
            : lines.Prepend(
                string.Join(", ", names.Select(name => Unit(name) is { } unit ? $"{name} [{unit}]" : name))));
    }

    private static string Measured(string value, string? unit) =>
        unit is not null && char.IsAsciiDigit(value.FirstOrDefault()) ? $"{value} {unit}" : value;

    private static string? Unit(string field) => field switch
    {
        _ when field.StartsWith("utilization.", StringComparison.Ordinal) => "%",
        _ when field.StartsWith("power.", StringComparison.Ordinal) => "W",
        _ when field.StartsWith("clocks.", StringComparison.Ordinal) => "MHz",
        _ when field.StartsWith("memory.", StringComparison.Ordinal)
            || field.StartsWith("used_", StringComparison.Ordinal) => "MiB",
        _ => null
    };

    private static string Value(SimulatedNode node, string field) => field switch
    {
        _ when node.Gpu.Unmeasured.Contains(field) => node.Gpu.NoFigure,
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
            field.StartsWith("clocks_event_reasons.", StringComparison.Ordinal) =>
            node.Gpu.Throttle.Contains(field.Split('.', 2)[1]) ? "Active" : "Not Active",
        _ => node.Gpu.NoFigure
    };

    private static string OfProcess(GpuProcess process, string field) => field switch
    {
        "pid" => process.Pid.ToString(CultureInfo.InvariantCulture),
        "process_name" or "name" => process.Name,
        "used_gpu_memory" or "used_memory" => (process.Bytes >> 20).ToString(CultureInfo.InvariantCulture),
        _ => "[N/A]"
    };

    private static ToolAnswer Whole(SimulatedNode node) => ToolAnswer.Lines(
    [
        Rule,
        "| NVIDIA-SMI 580.95.05              Driver Version: 580.95.05      CUDA Version: 13.0     |",
        "|   0  NVIDIA GB10                    On  |   0000000F:01:00.0 Off |                  N/A |",
        $"| N/A {node.Temperature,4:F0}C    {(node.Load > 0 ? "P0" : "P8")}  {4 + node.Load * 58,12:F0}W /  N/A  | " +
            $"Not Supported          | {node.Load * 100,6:F0}%      Default |",
        Rule,
        "| Processes:                                                                              |",
        "|  GPU   GI   CI              PID   Type   Process name                        GPU Memory |",
        "|        ID   ID                                                               Usage      |",
        "|=========================================================================================|",
        .. GpuProcess.On(node) is { Count: > 0 } processes
            ? processes.Select(Row)
            : ["|  No running processes found                                                             |"],
        Rule
    ]);

    private static string Row(GpuProcess process) => string.Create(
        CultureInfo.InvariantCulture,
        $"|    0   N/A  N/A  {process.Pid,15}      C   {process.Name,-30}  {process.Bytes >> 20,9}MiB |");

    private static string Number(double value, int digits) =>
        value.ToString("F" + digits, CultureInfo.InvariantCulture);
}
