using System.Globalization;

namespace SparkControl.Simulator.Docker;

/// <summary>Sizes as docker's options write them: 64m, 24g, 1024.</summary>
internal static class ByteSize
{
    public static long Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        text = text.TrimEnd('b', 'B');
        var unit = char.ToLowerInvariant(text[^1]);
        var factor = unit switch { 'k' => 1L << 10, 'm' => 1L << 20, 'g' => 1L << 30, _ => 1 };
        var digits = factor == 1 ? text : text[..^1];
        return double.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? (long)(number * factor) : 0;
    }
}
