using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>
/// Reads a file of /proc/pressure: <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=0</c>, and the same for <c>full</c>.
/// </summary>
internal static class PressureText
{
    public static Pressure? Read(string? text)
    {
        var (some, full) = (Line(text, "some"), Line(text, "full"));
        return some is null && full is null
            ? null
            : new(Value(some, "avg10="), Value(some, "avg60="), Value(full, "avg10="), Value(full, "avg60="));
    }

    private static string[]? Line(string? text, string kind) =>
        text?.Split('\n').Select(SampleText.Words).FirstOrDefault(words => words is [var first, ..] && first == kind);

    private static double? Value(string[]? words, string name) =>
        words?.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal)) is { } found
            ? SampleText.Number(found[name.Length..])
            : null;
}
