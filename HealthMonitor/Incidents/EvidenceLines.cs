using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// Lines of a log as they are kept with an incident, which is sent on: the last of them, clipped, and without what
/// looks like a key.
/// </summary>
internal static partial class EvidenceLines
{
    private const int Longest = 500;

    /// <param name="lines">Oldest first.</param>
    /// <param name="most">How many are kept.</param>
    public static IReadOnlyList<LogLine> Of(IEnumerable<LogLine> lines, int most) =>
        [.. lines.TakeLast(most).Select(line => line with { Text = Clipped(Key().Replace(line.Text, "$1…")) })];

    private static string Clipped(string text) => text.Length <= Longest ? text : $"{text[..Longest]}…";

    // Of Hugging Face, NVIDIA, OpenAI and GitHub, and whatever authorizes a request.
    [GeneratedRegex(@"\b(hf_|nvapi-|sk-|gh[oprsu]_|(?i:bearer) )[\w.~+/=-]{16,}")]
    private static partial Regex Key();
}
