namespace SparkControl.Simulator.Speech;

/// <summary>
/// What TitaNet makes of a voice: 192 numbers, near those of the same voice in another file, and far from all others.
/// Pure.
/// </summary>
internal static class Fingerprint
{
    private const int Length = 192;

    /// <summary>Less speech than this, in seconds, says little of a voice.</summary>
    private const double Enough = 5;

    /// <param name="voice">Whose.</param>
    /// <param name="seconds">How much of it was heard, which makes each file's different.</param>
    /// <returns>A unit vector. Two of one voice have a cosine of about 0.6, or 0.4 after little speech.</returns>
    public static double[] Of(int voice, double seconds)
    {
        var (voiceOnly, chance) = (new Random(1000 + voice), new Random((int)(seconds * 100) * 31 + voice));
        var noise = seconds < Enough ? 1.2 : 0.8;
        double[] mixed = [.. Enumerable.Range(0, Length).Select(_ => Normal(voiceOnly) + noise * Normal(chance))];
        var norm = Math.Sqrt(mixed.Sum(number => number * number));
        return [.. mixed.Select(number => Math.Round(number / norm, 6))];
    }

    // Near enough to a normal distribution.
    private static double Normal(Random random) =>
        random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
}
