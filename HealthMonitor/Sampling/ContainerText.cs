using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>Reads <c>docker inspect</c>: a line for each container that is there, a complaint for others.</summary>
internal static partial class ContainerText
{
    /// <param name="text">Output and errors in one; null when docker was not asked.</param>
    /// <param name="code">Docker's exit code; null when it is not known.</param>
    /// <param name="names">The containers asked for.</param>
    public static IReadOnlyList<ContainerSample>? Read(string? text, int? code, IReadOnlyList<string> names)
    {
        if (text is null || code is null) return null;

        var rows = text.Split('\n').Select(SampleText.Words).Where(words => words.Length == 6).ToList();
        var absent = NoSuch().Matches(text).Select(match => match.Groups[1].Value).ToHashSet();
        // inspect also takes the beginning of an id for a name.
        return [.. names.Select(name => rows.Find(words => words[0].TrimStart('/') == name) is { } row
            ? Of(name, row)
            : new(name) { Present = absent.Contains(name) ? false : null })];
    }

    private static ContainerSample Of(string name, string[] row) => new(name)
    {
        Present = true,
        Status = row[1],
        RestartCount = (int?)SampleText.Whole(row[2]),
        StartedAt = Time(row[3]),
        OomKilled = row[4] switch { "true" => true, "false" => false, _ => null },
        ExitCode = row[1] == "running" ? null : (int?)SampleText.Whole(row[5])
    };

    /// <summary>Docker's times have nine digits of fraction, .NET's seven. The year 1 means never.</summary>
    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(
            Fraction().Replace(text, "$1"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && time.Year > 1
            ? time
            : null;

    [GeneratedRegex(@"no such (?:container|object): ?(\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuch();

    [GeneratedRegex(@"(\.\d{7})\d+")]
    private static partial Regex Fraction();
}
