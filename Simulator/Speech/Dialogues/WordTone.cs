namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>
/// One word as it sounds: two tones with soft edges, without which there would be a click of all tones.
/// </summary>
internal sealed class WordTone
{
    /// <summary>The amplitude of each of the two tones, where full scale is 1.</summary>
    public const double Amplitude = 0.25;

    /// <summary>The effective value of both.</summary>
    public const double Loudness = Amplitude;

    private const double Edge = 0.005;

    private readonly double _edge, _amplitude;
    private Oscillator _voice, _word;
    private long _at;

    public WordTone(SpokenWord word, int rate)
    {
        (From, To) = ((long)(word.Start * rate), (long)(word.End * rate));
        (_at, _edge, _amplitude) = (From, Edge * rate, Amplitude * word.Loudness);
        _voice = new(Tones.OfVoice(word.Voice) / rate);
        _word = new(Tones.OfWord(Tones.NumberOf(word.Word)) / rate);
    }

    /// <summary>Its first sample.</summary>
    public long From { get; }

    /// <summary>The sample behind its last one.</summary>
    public long To { get; }

    /// <summary>Adds what lies in these samples; they follow those of the call before.</summary>
    public void Add(Span<float> mix, long start)
    {
        for (var end = Math.Min(To, start + mix.Length); _at < end; _at++)
        {
            var edge = Math.Min(1, Math.Min(_at - From, To - _at) / _edge);
            mix[(int)(_at - start)] += (float)(edge * _amplitude * (_voice.Next() + _word.Next()));
        }
    }

    // A sine by one multiplication a sample: each is told by the two before it.
    private struct Oscillator(double cyclesPerSample)
    {
        private readonly double _factor = 2 * Math.Cos(2 * Math.PI * cyclesPerSample);
        private double _now = 0, _before = -Math.Sin(2 * Math.PI * cyclesPerSample);

        public double Next()
        {
            var here = _now;
            (_now, _before) = (_factor * _now - _before, _now);
            return here;
        }
    }
}
