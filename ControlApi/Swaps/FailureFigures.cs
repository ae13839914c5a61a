using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What a load wanted of the KV cache, and what there was.</summary>
/// <param name="Context">The wanted context, in tokens.</param>
/// <param name="NeedGib">What it needs, in GiB as vLLM prints it.</param>
/// <param name="HaveGib">What is free for it.</param>
/// <param name="Fits">The largest context that fits, in tokens; null when vLLM names none.</param>
internal readonly record struct KvCacheFigures(long Context, string NeedGib, string HaveGib, int? Fits);

/// <summary>Memory at the start of an engine, in GiB as vLLM prints it.</summary>
internal readonly record struct FreeMemoryFigures(string FreeGib, string TotalGib);

/// <summary>The figures and names in the lines by which loads fail.</summary>
internal static partial class FailureFigures
{
    /// <summary>The figures of a KV cache that is too small; null in a line of other words.</summary>
    public static KvCacheFigures? KvCache(string line)
    {
        if (KvCacheLine().Match(line) is not { Success: true } match) return null;

        var names = int.TryParse(match.Groups["max"].ValueSpan, CultureInfo.InvariantCulture, out var fits);
        return new(
            long.Parse(match.Groups["len"].ValueSpan, CultureInfo.InvariantCulture),
            match.Groups["need"].Value,
            match.Groups["have"].Value,
            names && fits > 0 ? fits : null);
    }

    /// <summary>The figures of memory that others hold; null in a line of other words.</summary>
    public static FreeMemoryFigures? FreeMemory(string line) => FreeMemoryLine().Match(line) is { Success: true } match
        ? new(match.Groups["free"].Value, match.Groups["total"].Value)
        : null;

    /// <summary>The image that a line names; null when it names none.</summary>
    public static string? Image(string line) =>
        ImageName().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Whether Ray has waited in vain for a place; it names placement groups in harmless lines too.</summary>
    public static bool IsPlacementTimeout(string line) =>
        line.Contains("placement group", StringComparison.Ordinal) && Timeout().IsMatch(line);

    /// <summary>Whether it is an engine or a worker that died, and not a helper of Python's.</summary>
    public static bool IsDeadEngine(string line) => EngineDied().IsMatch(line);

    [GeneratedRegex(
        @"max seq len \((?<len>\d{1,12})\).*?(?<need>[\d.]+) GiB KV cache is needed.*?memory \((?<have>[\d.]+) GiB\)"
        + @"(?:.*?estimated maximum model length is (?<max>\d{1,9}))?")]
    private static partial Regex KvCacheLine();

    [GeneratedRegex(@"\((?<free>[\d.]+)/(?<total>[\d.]+) GiB\)")]
    private static partial Regex FreeMemoryLine();

    [GeneratedRegex(@"image '([A-Za-z0-9][\w.:/@-]*?)(?::latest)?'")]
    private static partial Regex ImageName();

    [GeneratedRegex("(worker|actor|engine core)[^:]* died unexpectedly", RegexOptions.IgnoreCase)]
    private static partial Regex EngineDied();

    [GeneratedRegex("timeout|timed out", RegexOptions.IgnoreCase)]
    private static partial Regex Timeout();
}
