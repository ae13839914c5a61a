using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Jobs;

/// <summary>Addresses in what tools print. A signed one opens what it leads to, for whoever reads it.</summary>
internal static partial class UrlText
{
    /// <summary>A text without the queries of its addresses.</summary>
    public static string WithoutQueries(string text) =>
        text.Contains('?', StringComparison.Ordinal) ? Query().Replace(text, "$1?…") : text;

    [GeneratedRegex(@"(https?://[^\s?'""<>]+)\?[^\s'""<>)]+")]
    private static partial Regex Query();
}
