using SparkControl.Simulator.Speech.Listening;

namespace SparkControl.Simulator.Speech;

/// <summary>
/// Hears the words in tones, of several people at once too, as the samples come. Any other sound is some word, as to
/// Parakeet; silence and a noise that is always there are none.
/// </summary>
internal sealed class ToneListener(int rate)
{
    /// <summary>Times are whole frames of this length, in seconds, as Parakeet's and Sortformer's are.</summary>
    public const double Frame = 0.08;

    private readonly ToneEar _ear = new(rate);
    private readonly float[] _block = new float[ToneLevels.LengthAt(rate)];
    private int _filled;
    private long _samples;

    /// <summary>How long the audio is that was heard.</summary>
    public double Seconds => (double)_samples / rate;

    public static IReadOnlyList<SpokenWord> Listen(Sound sound)
    {
        var listener = new ToneListener(sound.Rate);
        listener.Hear(sound.Samples);
        return listener.Finish();
    }

    /// <summary>Goes on with these samples.</summary>
    public void Hear(ReadOnlySpan<short> samples)
    {
        _samples += samples.Length;
        foreach (var sample in samples)
        {
            _block[_filled++] = sample / (float)short.MaxValue;
            if (_filled == _block.Length) EndBlock();
        }
    }

    /// <summary>All words, in the order in which they begin. It hears no more then.</summary>
    public IReadOnlyList<SpokenWord> Finish()
    {
        _block.AsSpan(_filled).Clear();
        EndBlock();
        _ear.Finish();
        return [.. _ear.Words.Select(InFrames)];
    }

    private void EndBlock()
    {
        _ear.Hear(_block);
        _filled = 0;
    }

    private SpokenWord InFrames((int Voice, int Word, double Start, double End) heard)
    {
        var (first, last) = (FrameOf(heard.Start), FrameOf(heard.End));
        return new(heard.Voice, Tones.Words[heard.Word], TimeOf(first), TimeOf(Math.Max(last, first + 1)));
    }

    private int FrameOf(double block) => (int)Math.Round(block * _block.Length / (Frame * rate));

    private static double TimeOf(int frame) => Math.Round(frame * Frame, 2);
}
