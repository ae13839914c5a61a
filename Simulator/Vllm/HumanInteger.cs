using System.Globalization;

namespace SparkControl.Simulator.Vllm;

/// <summary>Whole numbers as vLLM takes them: 32768, 32k (thousands), 32K (of 1024), auto.</summary>
internal static class HumanInteger
{
    /// <summary>Null for auto; throws a <see cref="FormatException"/> for what is no number.</summary>
    public static int? Parse(string text)
    {
        if (text is "auto" or "-1") return null;
        var factor = text.Length == 0 ? 1 : text[^1] switch
        {
            'k' => 1_000,
            'm' => 1_000_000,
            'K' => 1 << 10,
            'M' => 1 << 20,
            _ => 1
        };
        var digits = factor == 1 ? text : text[..^1];
        return (int)(decimal.Parse(digits, CultureInfo.InvariantCulture) * factor);
    }
}
