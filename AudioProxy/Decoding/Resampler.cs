using System.Numerics;
using System.Runtime.InteropServices;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>
/// Turns one rate into another as the sound comes. A result stands at the same time as what it was made of, so that
/// nothing is moved; the same rate passes as it is.
/// </summary>
internal sealed class Resampler
{
    private readonly long up, down;
    private readonly SincTable? table;
    private readonly float[] kept;
    private int count;
    private long first, taken, next;

    /// <param name="from">Samples a second that come.</param>
    /// <param name="to">Samples a second that go.</param>
    /// <param name="most">Samples that are given at once.</param>
    public Resampler(int from, int to, int most)
    {
        var common = (int)BigInteger.GreatestCommonDivisor(from, to);
        (up, down) = (to / common, from / common);
        table = from == to ? null : new(from, to, (int)up);
        // Before the beginning there is silence.
        count = table?.Half ?? 0;
        first = -count;
        kept = new float[most + 3 * (table?.Taps ?? 0)];
    }

    /// <summary>The most results that so many samples give, the end included.</summary>
    public int Most(int samples) => (int)((samples + 2L * (table?.Taps ?? 0)) * up / down + 2);

    /// <param name="samples">What comes next.</param>
    /// <param name="results">Room for <see cref="Most"/>.</param>
    /// <param name="isLast">Nothing comes behind it: all that is left is given.</param>
    /// <returns>How many there are.</returns>
    public int Convert(ReadOnlySpan<float> samples, Span<float> results, bool isLast)
    {
        taken += samples.Length;
        if (table is null)
        {
            samples.CopyTo(results);
            return samples.Length;
        }

        samples.CopyTo(kept.AsSpan(count));
        count += samples.Length;
        if (isLast)
        {
            kept.AsSpan(count, table.Taps).Clear();
            count += table.Taps;
        }

        var made = Make(table, results, isLast ? taken * up : long.MaxValue);
        Forget(table);
        return made;
    }

    // Places are in parts of a sample, as many as there are results to it.
    private int Make(SincTable filter, Span<float> results, long end)
    {
        var made = 0;
        for (; next < end; next += down, made++)
        {
            var from = (int)(next / up - first) - filter.Half + 1;
            if (from + filter.Taps > count) break;
            results[made] = At(filter, kept.AsSpan(from, filter.Taps), next % up);
        }

        return made;
    }

    private float At(SincTable filter, ReadOnlySpan<float> samples, long place)
    {
        if (filter.IsExact) return Dot(filter[(int)place], samples);
        var (phase, rest) = Math.DivRem(place * filter.Phases, up);
        var (low, high) = (Dot(filter[(int)phase], samples), Dot(filter[(int)phase + 1], samples));
        return low + (high - low) * rest / up;
    }

    private void Forget(SincTable filter)
    {
        var gone = (int)Math.Clamp(next / up - first - filter.Half + 1, 0, count);
        kept.AsSpan(gone, count - gone).CopyTo(kept);
        count -= gone;
        first += gone;
    }

    // Taps are a multiple of two vectors.
    private static float Dot(ReadOnlySpan<float> filter, ReadOnlySpan<float> samples)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(filter);
        var right = MemoryMarshal.Cast<float, Vector<float>>(samples)[..left.Length];
        var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
        for (var i = 0; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }

        return Vector.Sum(even + odd);
    }
}
