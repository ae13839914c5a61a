using System.Globalization;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>One line of Prometheus text.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Le">The upper bound of a histogram's bucket; null where the line has none.</param>
/// <param name="Value">The value; NaN and infinities are values too.</param>
internal readonly record struct MetricLine(string Name, double? Le, double Value);

/// <summary>
/// Reads Prometheus text line by line: <c>name{label="text",…} value [timestamp]</c>. What is not such a line is left
/// out, because whatever else listens on the port may send what it likes.
/// </summary>
internal static class PrometheusText
{
    /// <summary>Ten times what a busy vLLM says. Sums over the beginning of a longer text are wrong.</summary>
    public const int Limit = 4 * 1024 * 1024;

    public static IEnumerable<MetricLine> Read(string text)
    {
        if (text.Length > Limit) yield break;

        for (var from = 0; from < text.Length;)
        {
            var end = text.IndexOf('\n', from);
            if (end < 0) end = text.Length;
            if (Line(text.AsSpan(from, end - from)) is { } line) yield return line;
            from = end + 1;
        }
    }

    private static MetricLine? Line(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        var end = line.IndexOfAny('{', ' ', '\t');
        if (end <= 0 || line[0] == '#') return null;

        var rest = line[end..];
        double? le = null;
        if (rest[0] == '{' && !Labels(ref rest, ref le)) return null;

        rest = rest.Trim();
        var space = rest.IndexOfAny(' ', '\t');
        return Number(space < 0 ? rest : rest[..space]) is { } value ? new(line[..end].ToString(), le, value) : null;
    }

    /// <summary>Steps over the labels; false when they do not end. Their texts may hold braces and escapes.</summary>
    private static bool Labels(ref ReadOnlySpan<char> rest, ref double? le)
    {
        const string Between = " \t,";
        for (rest = rest[1..].TrimStart(Between); rest is not ['}', ..]; rest = rest.TrimStart(Between))
        {
            var equals = rest.IndexOf('=');
            if (equals < 0) return false;

            var name = rest[..equals].Trim();
            rest = rest[(equals + 1)..].TrimStart();
            var quote = rest is ['"', ..] ? Quote(rest) : -1;
            if (quote < 0) return false;

            if (name is "le") le = Number(rest[1..quote]);
            rest = rest[(quote + 1)..];
        }

        rest = rest[1..];
        return true;
    }

    /// <summary>Where a text that begins with a quote ends: at the next quote that is not escaped.</summary>
    private static int Quote(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
        }

        return -1;
    }

    private static double? Number(ReadOnlySpan<char> text) => text switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null
    };
}
