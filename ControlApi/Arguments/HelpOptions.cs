using System.Text.RegularExpressions;
using SparkControl.ControlApi.Updates;

namespace SparkControl.ControlApi.Arguments;

/// <summary>What a vLLM says of itself.</summary>
/// <param name="Version">Its version; null when there was none among the lines.</param>
/// <param name="Names">Every name of every option, in order.</param>
internal sealed record HelpAnswer(string? Version, IReadOnlyList<string> Names);

/// <summary>
/// Reads the options out of the help that argparse prints for <c>vllm serve</c>. The names of one stand two columns in,
/// <c>--tensor-parallel-size N, -tp N</c> for example; what is said of it stands behind two blanks, or further in on
/// lines of its own, and may name options, too. All of it is pure.
/// </summary>
internal static partial class HelpOptions
{
    /// <summary>No help of vLLM's has fewer: one that has was cut off, or is that of another program.</summary>
    public const int Fewest = 50;

    /// <summary>Three times as many as any version had.</summary>
    private const int Most = 1_000;

    private const string Usage = "usage:", InEveryHelp = "--max-model-len";

    /// <summary>What it says; null where it is not the whole help of a vLLM, and says nothing of its options.</summary>
    /// <param name="printed">All that the container has printed.</param>
    public static HelpAnswer? Read(string printed)
    {
        string[] lines = [.. printed.Split('\n').Select(line => line.TrimEnd())];
        string[] names = [.. lines.SelectMany(Names).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length is < Fewest or > Most || !names.Contains(InEveryHelp)) return null;

        return new(BuildLines.Version([.. lines.TakeWhile(line => !IsUsage(line))]), names);
    }

    private static IEnumerable<string> Names(string line)
    {
        if (line is not [' ', ' ', '-', ..]) return [];

        var end = line.IndexOf("  ", 2, StringComparison.Ordinal);
        var said = Choices().Replace(end < 0 ? line[2..] : line[2..end], "");
        return said.Split(", ").Select(one => Name().Match(one)).Where(name => name.Success)
            .Select(name => name.Value.Replace('_', '-'));
    }

    private static bool IsUsage(string line) => line.StartsWith(Usage, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Choices();

    // Up to a dot: a field of an option that takes JSON is no option of its own.
    [GeneratedRegex("^--?[A-Za-z][A-Za-z0-9_-]{0,99}")]
    private static partial Regex Name();
}
