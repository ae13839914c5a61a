using System.Globalization;
using System.Text;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>
/// What stands beside the lines of an incident: reports, nodes, what containers printed last, and the swap that was
/// under way.
/// </summary>
internal static class BesideMarkdown
{
    private const double Gibibyte = 1L << 30;

    /// <summary>Adds a chapter for each that there is.</summary>
    public static void Append(StringBuilder page, Incident incident)
    {
        if (incident.Reports.Count > 0) Append(page, incident.Reports);
        foreach (var node in incident.Nodes) Append(page, node);
        foreach (var log in incident.Logs) Append(page, log);
        if (incident.Swap is { } swap) Append(page, swap);
    }

    private static void Append(StringBuilder page, IReadOnlyList<ReportCount> reports)
    {
        page.Append("\n## Reports\n\n| Said by | Failed | Well |\n| --- | --- | --- |\n");
        foreach (var count in reports) Row(page, MarkdownText.Of(count.Source), $"{count.Failed}", $"{count.Ok}");
    }

    private static void Append(StringBuilder page, NodeBeside node)
    {
        var total = node.MemTotalBytes is null ? "" : $", {Gib(node.MemTotalBytes)} GiB of memory";
        page.Append(CultureInfo.InvariantCulture, $"\n## {MarkdownText.Of(node.Node)}{total}\n\n")
            .Append("| Minute (UTC) | Least free GiB | Waits for memory % | Stands still % ")
            .Append("| Swap GiB | GPU % | GPU °C |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var minute in node.Minutes)
        {
            Row(
                page, Time(minute.At, "HH:mm"), Gib(minute.MemAvailableBytes), Number(minute.MemoryPressurePercent),
                Number(minute.MemoryStallPercent), Gib(minute.SwapUsedBytes), Number(minute.GpuPercent),
                Number(minute.GpuTemperatureC));
        }
    }

    private static void Append(StringBuilder page, LogBeside log)
    {
        var place = $"{MarkdownText.Of(log.Container)} on {MarkdownText.Of(log.Node)}";
        page.Append(CultureInfo.InvariantCulture, $"\n## Log of {MarkdownText.Of(log.Service)}: {place}\n\n")
            .Append(CultureInfo.InvariantCulture, $"Read at {Time(log.ReadAt, "yyyy-MM-dd HH:mm:ss")} (UTC).\n\n")
            .Append("| Time (UTC) | Line |\n| --- | --- |\n");
        foreach (var line in log.Lines) Row(page, Time(line), MarkdownText.Of(line.Text));
    }

    private static void Append(StringBuilder page, SwapBeside swap)
    {
        var what = swap.Model is { } model ? $"load of {MarkdownText.Of(model)}" : "stop";
        page.Append(CultureInfo.InvariantCulture, $"\n## The {what} that was under way\n\n");
        if (swap.Failure is { } failure)
            page.Append(CultureInfo.InvariantCulture, $"It failed: {MarkdownText.Of(failure)}\n\n");
        page.Append("| Time (UTC) | From | Line |\n| --- | --- | --- |\n");
        foreach (var line in swap.Lines)
            Row(page, Time(line), MarkdownText.Of(line.Node), MarkdownText.Of(line.Text));
    }

    private static void Row(StringBuilder page, params string[] cells) =>
        page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Time(LogLine line) => Time(DateTimeOffset.FromUnixTimeMilliseconds(line.AtMs), "HH:mm:ss");

    private static string Time(DateTimeOffset at, string format) =>
        at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private static string Gib(long? bytes) => Number(bytes / Gibibyte);

    // What was not measured is no 0.
    private static string Number(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "-";
}
