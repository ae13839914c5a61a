using System.Globalization;
using System.Text;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>An incident as a page to file or to send on.</summary>
internal static class IncidentMarkdown
{
    public const string ContentType = "text/markdown; charset=utf-8";

    public static string Of(Incident incident)
    {
        var end = incident.End is { } over ? $"to {Time(over)}" : "and not over yet";
        var services = string.Join(", ", incident.Services.Select(MarkdownText.Of));
        var page = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"# Incident from {Time(incident.Begin)} {end} (UTC)\n\n")
            .Append(CultureInfo.InvariantCulture, $"- Services: {services}\n");
        if (incident.End is not null) page.Append(CultureInfo.InvariantCulture, $"- Lasted: {Lasted(incident)}\n");
        page.Append(CultureInfo.InvariantCulture, $"- Probable cause: {Cause(incident)}\n\n")
            .Append("| Time (UTC) | What | Service | Said by | Details | Times |\n")
            .Append("| --- | --- | --- | --- | --- | --- |\n");
        foreach (var entry in incident.Entries) page.AppendJoin(" | ", Cells(entry)).Append('\n');
        if (incident.Omitted > 0)
            page.Append(CultureInfo.InvariantCulture, $"\n{incident.Omitted} lines in the middle are left out.\n");
        BesideMarkdown.Append(page, incident);
        return page.ToString();
    }

    private static IEnumerable<string> Cells(ConnectivityEntry entry) =>
    [
        $"| {Time(entry.At)}", What(entry), MarkdownText.Of(entry.Service), MarkdownText.Of(entry.Source),
        MarkdownText.Of(entry.Error ?? entry.Evidence), $"{entry.Count} |"
    ];

    private static string What(ConnectivityEntry entry) => entry switch
    {
        { Kind: ConnectivityKind.Transition, From: { } from, To: { } to } =>
            MarkdownText.Of($"{Wire.Word(from)} → {Wire.Word(to)}{(entry.Planned ? ", planned" : "")}"),
        { Ok: true } => $"{Wire.Word(entry.Kind)}, well",
        { Ok: false } => $"{Wire.Word(entry.Kind)}, failed",
        _ => Wire.Word(entry.Kind)
    };

    private static string Cause(Incident incident) => incident.Cause is { } cause
        ? MarkdownText.Of(cause.Sentence)
        : "the data does not say";

    private static string Lasted(Incident incident)
    {
        var lasted = incident.End!.Value - incident.Begin;
        return lasted < TimeSpan.FromMinutes(1)
            ? FormattableString.Invariant($"{lasted.TotalSeconds:0} s")
            : FormattableString.Invariant($"{(int)lasted.TotalMinutes} min {lasted.Seconds} s");
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
