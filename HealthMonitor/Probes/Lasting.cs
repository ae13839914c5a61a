using System.Globalization;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>A length of time in the words of a sentence.</summary>
internal static class Lasting
{
    /// <summary><c>40 s</c>, <c>12 min</c>, <c>3 h</c>; whole units, none of them below 0.</summary>
    public static string Text(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 120 } => Whole(span.TotalSeconds, "s"),
        { TotalMinutes: < 120 } => Whole(span.TotalMinutes, "min"),
        _ => Whole(span.TotalHours, "h")
    };

    private static string Whole(double number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(number):0} {unit}");
}
