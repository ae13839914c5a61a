using System.Globalization;

namespace SparkControl.ControlApi.Fit;

/// <summary>Reads numbers in arguments as vLLM does.</summary>
internal static class VllmNumber
{
    /// <summary>A count; null for anything else, and for none.</summary>
    public static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    /// <summary>A share of something; null for anything else.</summary>
    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Tokens; null for anything else.</summary>
    public static int? Tokens(string? text) =>
        Amount(text) is { } amount and >= 1 and <= int.MaxValue ? (int)amount : null;

    /// <summary>An amount, a small letter behind it for thousands and a capital one for 1,024s.</summary>
    public static long? Amount(string? text)
    {
        if (text is not [.. var digits, var last]) return null;

        var unit = last switch
        {
            'k' => 1e3,
            'm' => 1e6,
            'g' => 1e9,
            'K' => 1024,
            'M' => 1 << 20,
            'G' => 1 << 30,
            _ => 1
        };
        return Number(unit > 1 ? digits : text) * unit is { } amount and < 1e15 ? (long)amount : null;
    }
}
