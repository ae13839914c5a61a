namespace SparkControl.AudioProxy.Decoding;

/// <summary>
/// A low-pass filter in as many phases as there are places between two samples: a sinc under Kaiser's window, 80 dB
/// down where frequencies would fold back.
/// </summary>
internal sealed class SincTable
{
    private const double Attenuation = 80;
    private const int Crossings = 48;

    // Rates that have little in common with ours would need a phase for each place: these are interpolated instead.
    private const int MostPhases = 640, InterpolatedPhases = 256;

    // Two vectors of any processor.
    private const int Multiple = 16;

    private readonly float[] rows;

    /// <param name="from">Samples a second that come.</param>
    /// <param name="to">Samples a second that go.</param>
    /// <param name="places">Places of a result between two samples that come.</param>
    public SincTable(int from, int to, int places)
    {
        IsExact = places <= MostPhases;
        Phases = IsExact ? places : InterpolatedPhases;
        var reach = Crossings * Math.Max(1.0, (double)from / to);
        Half = (int)Math.Ceiling(reach / Multiple) * Multiple;
        rows = new float[(Phases + 1) * Taps];
        var width = (Attenuation - 8) / (2.285 * 2 * Math.PI * Taps);
        var edge = Math.Min(from, to) / 2.0 / from - width / 2;
        for (var phase = 0; phase <= Phases; phase++)
            Fill(rows.AsSpan(phase * Taps, Taps), (double)phase / Phases, edge);
    }

    /// <summary>Samples on each side of a result that count.</summary>
    public int Half { get; }

    public int Taps => 2 * Half;

    public int Phases { get; }

    /// <summary>There is a phase for each place; else a result is between those of two phases.</summary>
    public bool IsExact { get; }

    /// <param name="phase">0 to <see cref="Phases"/>: with the last, the result stands on the next sample.</param>
    public ReadOnlySpan<float> this[int phase] => rows.AsSpan(phase * Taps, Taps);

    private void Fill(Span<float> row, double fraction, double edge)
    {
        const double beta = 0.1102 * (Attenuation - 8.7);
        var sum = 0.0;
        for (var tap = 0; tap < row.Length; tap++)
        {
            var away = tap - Half + 1 - fraction;
            var place = away / Half;
            var window = Math.Abs(place) < 1 ? Bessel(beta * Math.Sqrt(1 - place * place)) : 0;
            var turn = 2 * Math.PI * edge * away;
            var value = window * (away == 0 ? 1 : Math.Sin(turn) / turn);
            row[tap] = (float)value;
            sum += value;
        }

        foreach (ref var value in row) value = (float)(value / sum);
    }

    // The modified one of the first kind and order 0, by its series.
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }
}
