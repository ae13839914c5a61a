using System.Runtime.InteropServices;

namespace SparkControl.AudioProxy.Windows;

/// <summary>How loud the latest part of a stream was, every 10 ms: enough to find a quiet moment in it.</summary>
/// <param name="kept">How many samples of it are asked about.</param>
internal sealed class Loudness(long kept)
{
    /// <summary>Samples of one measurement.</summary>
    public const int Hop = Pcm.Rate / 100;

    /// <summary>Measurements in the 300 ms that count as a moment.</summary>
    public const int Moment = 30;

    // Sums of squares by the number of their hop, the latest in place of the oldest.
    private readonly long[] energies = new long[kept / Hop + Moment];
    private long hops, energy;
    private int inHop;

    /// <param name="samples">What comes next of the stream.</param>
    public void Add(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            var part = samples[..Math.Min(Hop - inHop, samples.Length)];
            foreach (var sample in part) energy += sample * sample;
            inHop += part.Length;
            samples = samples[part.Length..];
            if (inHop < Hop) return;

            energies[hops++ % energies.Length] = energy;
            (energy, inHop) = (0, 0);
        }
    }

    public void Add(ReadOnlySpan<byte> pcm) => Add(MemoryMarshal.Cast<byte, short>(pcm));

    /// <summary>
    /// The middle of the quietest 300 ms that lie within two samples. Where many are equally quiet, as in digital
    /// silence, the middle of the longest run of them.
    /// </summary>
    /// <returns>A sample; always the first one of a hop.</returns>
    public long QuietestWithin(long from, long to)
    {
        var first = Math.Max((from + Hop - 1) / Hop, hops - energies.Length);
        var last = Math.Min(to / Hop, hops) - Moment;
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first, nameof(to));

        var sum = 0L;
        for (var hop = first; hop < first + Moment; hop++) sum += Energy(hop);
        var (best, bestSum, bestRun, run) = (first, sum, 1L, 1L);
        for (var hop = first + 1; hop <= last; hop++)
        {
            var next = sum - Energy(hop - 1) + Energy(hop + Moment - 1);
            run = next == sum ? run + 1 : 1;
            sum = next;
            if (sum > bestSum || (sum == bestSum && run < bestRun)) continue;

            (best, bestSum, bestRun) = (hop - run / 2, sum, run);
        }

        return (best + Moment / 2) * Hop;
    }

    private long Energy(long hop) => energies[hop % energies.Length];
}
