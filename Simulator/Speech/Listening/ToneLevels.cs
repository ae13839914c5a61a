using System.Numerics;
using System.Runtime.InteropServices;

namespace SparkControl.Simulator.Speech.Listening;

/// <summary>
/// How loud each tone of the language is in a block of 25 ms. All tones are whole multiples of 40 Hz apart, so that
/// none is seen at another's place in so many samples.
/// </summary>
internal sealed class ToneLevels
{
    /// <summary>The voices come first, then the words.</summary>
    public static readonly int Count = Tones.Voices + Tones.Words.Count;

    private const double BlocksPerSecond = 40;

    private readonly float[] _cosines, _sines;

    public ToneLevels(int rate)
    {
        Length = LengthAt(rate);
        (_cosines, _sines) = (new float[Count * Length], new float[Count * Length]);
        for (var tone = 0; tone < Count; tone++)
        {
            var step = 2 * Math.PI * Hertz(tone) / rate;
            for (var at = 0; at < Length; at++)
            {
                var (sine, cosine) = Math.SinCos(step * at);
                (_sines[tone * Length + at], _cosines[tone * Length + at]) = ((float)sine, (float)cosine);
            }
        }
    }

    /// <summary>Samples of a block.</summary>
    public int Length { get; }

    public static int LengthAt(int rate) => (int)Math.Round(rate / BlocksPerSecond);

    /// <summary>The effective value of a block.</summary>
    public static float Loudness(ReadOnlySpan<float> block) =>
        MathF.Sqrt(Project(block, block, block).Real / block.Length);

    /// <param name="block">As many samples as a block has, -1 to 1.</param>
    /// <param name="levels">The amplitude of each tone, in the same measure.</param>
    public void Measure(ReadOnlySpan<float> block, Span<float> levels)
    {
        for (var tone = 0; tone < Count; tone++)
        {
            var row = tone * Length;
            var (real, imaginary) = Project(block, _cosines.AsSpan(row, Length), _sines.AsSpan(row, Length));
            levels[tone] = 2 * MathF.Sqrt(real * real + imaginary * imaginary) / Length;
        }
    }

    private static double Hertz(int tone) =>
        tone < Tones.Voices ? Tones.OfVoice(tone) : Tones.OfWord(tone - Tones.Voices);

    private static (float Real, float Imaginary) Project(
        ReadOnlySpan<float> block, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        var (real, imaginary) = (Vector<float>.Zero, Vector<float>.Zero);
        var samples = MemoryMarshal.Cast<float, Vector<float>>(block);
        var left = Cast(cosines);
        var right = Cast(sines);
        for (var i = 0; i < samples.Length; i++)
        {
            real += samples[i] * left[i];
            imaginary += samples[i] * right[i];
        }

        var (realSum, imaginarySum) = (Vector.Sum(real), Vector.Sum(imaginary));
        for (var at = samples.Length * Vector<float>.Count; at < block.Length; at++)
        {
            realSum += block[at] * cosines[at];
            imaginarySum += block[at] * sines[at];
        }

        return (realSum, imaginarySum);
    }

    private static ReadOnlySpan<Vector<float>> Cast(ReadOnlySpan<float> row) =>
        MemoryMarshal.Cast<float, Vector<float>>(row);
}
