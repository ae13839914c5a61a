using System.Globalization;
using System.Text;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>The log as a table (RFC 4180). What strangers wrote stays text in a spreadsheet too.</summary>
internal static class ConnectivityCsv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private const string Header = "id,at,kind,service,node,from,to,planned,ok,source,error,ms,count,evidence";

    public static string Of(IReadOnlyList<ConnectivityEntry> entries)
    {
        var table = new StringBuilder(Header).Append("\r\n");
        foreach (var entry in entries) table.AppendJoin(',', Cells(entry).Select(Cell)).Append("\r\n");
        return table.ToString();
    }

    private static IEnumerable<string?> Cells(ConnectivityEntry entry) =>
    [
        entry.Id, entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        Wire.Word(entry.Kind), entry.Service, entry.Node, Word(entry.From), Word(entry.To), Word(entry.Planned),
        Word(entry.Ok), entry.Source, entry.Error, entry.Ms?.ToString(CultureInfo.InvariantCulture),
        entry.Count.ToString(CultureInfo.InvariantCulture), entry.Evidence
    ];

    private static string? Word(ServiceVerdict? verdict) => verdict is { } known ? Wire.Word(known) : null;

    private static string? Word(bool? claim) => claim switch { true => "true", false => "false", null => null };

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";

        // A spreadsheet would run it as a formula.
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = $"'{text}";
        return text.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}
