namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>
/// Makes samples of words and noise, from the first to the last, and keeps no more than the words that sound.
/// </summary>
internal sealed class Mixer : IDisposable
{
    private readonly IEnumerator<SpokenWord> _words;
    private readonly List<WordTone> _sounding = [];
    private readonly int _rate;
    private readonly WhiteNoise? _noise;
    private float[] _mix = [];
    private WordTone? _next;
    private long _at;

    /// <param name="words">In the order in which they begin.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="noise">What is heard all the time; null is silence.</param>
    public Mixer(IEnumerable<SpokenWord> words, int rate, WhiteNoise? noise = null)
    {
        (_words, _rate, _noise) = (words.GetEnumerator(), rate, noise);
        Advance();
    }

    /// <summary>Writes the samples that follow.</summary>
    public void Fill(Span<short> samples)
    {
        if (_mix.Length < samples.Length) _mix = new float[samples.Length];
        var mix = _mix.AsSpan(0, samples.Length);
        mix.Clear();
        _noise?.Add(mix);
        for (; _next?.From < _at + samples.Length; Advance()) _sounding.Add(_next);
        foreach (var word in _sounding) word.Add(mix, _at);
        _at += samples.Length;
        _sounding.RemoveAll(word => word.To <= _at);
        for (var i = 0; i < mix.Length; i++)
            samples[i] = (short)(Math.Clamp(mix[i], -1, 1) * short.MaxValue);
    }

    public void Dispose() => _words.Dispose();

    private void Advance() => _next = _words.MoveNext() ? new(_words.Current, _rate) : null;
}
