using System.Globalization;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>Words for what git says: names, counts and reasons within a sentence.</summary>
internal static class GitText
{
    private const int Named = 5;

    /// <summary>The last line that says something: git's reason stands at the end, after its hints.</summary>
    public static string Last(string words) =>
        words.Split('\n').LastOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)
            || line.StartsWith("error:", StringComparison.Ordinal))
        ?? words.Split('\n').LastOrDefault(line => line.Trim().Length > 0)
        ?? "It did not say why.";

    /// <summary>Names in a sentence, the first few of them.</summary>
    public static string List(IReadOnlyList<string> names) => names.Count > Named
        ? $"{string.Join(", ", names.Take(Named))} and {Number(names.Count - Named)} more"
        : string.Join(", ", names);

    /// <summary>How long something is there, in its largest unit that is not one.</summary>
    public static string Words(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => Count((int)age.TotalSeconds, "second"),
        { TotalHours: < 2 } => Count((int)age.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Count((int)age.TotalHours, "hour"),
        _ => Count((int)age.TotalDays, "day")
    };

    /// <summary>So many of something.</summary>
    public static string Count(int number, string what) =>
        $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A number in a sentence.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A command of git's as a person types it, wherever that person stands.</summary>
    public static string Git(string? directory, string command) =>
        directory is null ? $"git {command}" : $"git -C {Typed(directory)} {command}";

    /// <summary>A directory as a person types it: a ~ in quotes is no home any more.</summary>
    public static string Typed(string directory) => directory switch
    {
        "~" or "~/" => directory,
        _ when directory.StartsWith("~/", StringComparison.Ordinal) => $"~/{ShellQuote.Typed(directory[2..])}",
        _ => ShellQuote.Typed(directory)
    };
}
