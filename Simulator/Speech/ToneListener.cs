namespace SparkControl.Simulator.Speech;

/// <summary>Hears the words in tones. Any other sound is some word too, as to Parakeet; silence is none.</summary>
internal static class ToneListener
{
    /// <summary>Times are whole frames of this length, in seconds, as Parakeet's and Sortformer's are.</summary>
    public const double Frame = 0.08;

    private const double Block = 0.01, Shortest = 0.06, Longest = 0.6, Quiet = 0.01 * short.MaxValue;

    /// <summary>So much of a word is listened to, in seconds; tones that are 40 Hz apart need no more.</summary>
    private const double Listened = Shortest;

    public static IReadOnlyList<SpokenWord> Listen(Sound sound)
    {
        var words = new List<SpokenWord>();
        var (block, start) = ((int)(Block * sound.Rate), -1);
        for (var at = 0; at <= sound.Samples.Length; at += block)
        {
            var isLoud = at + block <= sound.Samples.Length && IsLoud(sound.Samples.AsSpan(at, block));
            if (start < 0 && isLoud) start = at;
            if (start < 0 || (isLoud && at - start < Longest * sound.Rate)) continue;
            if (at - start >= Shortest * sound.Rate) words.Add(Hear(sound, start, at));
            start = isLoud ? at : -1;
        }

        return words;
    }

    private static bool IsLoud(ReadOnlySpan<short> block)
    {
        double sum = 0;
        foreach (var sample in block) sum += (double)sample * sample;
        return Math.Sqrt(sum / block.Length) > Quiet;
    }

    private static SpokenWord Hear(Sound sound, int from, int to)
    {
        var length = Math.Min(to - from, (int)(Listened * sound.Rate));
        var middle = sound.Samples.AsSpan(from + (to - from - length) / 2, length);
        var voice = Loudest(middle, sound.Rate, Tones.Voices, Tones.OfVoice);
        var word = Loudest(middle, sound.Rate, Tones.Words.Count, Tones.OfWord);
        var (first, last) = (FrameOf(from, sound.Rate), FrameOf(to, sound.Rate));
        return new(voice, Tones.Words[word], Seconds(first), Seconds(Math.Max(last, first + 1)));
    }

    private static int FrameOf(int sample, int rate) => (int)Math.Round(sample / (Frame * rate));

    private static double Seconds(int frame) => Math.Round(frame * Frame, 2);

    private static int Loudest(ReadOnlySpan<short> samples, int rate, int count, Func<int, double> tone)
    {
        var (loudest, power) = (0, -1.0);
        for (var number = 0; number < count; number++)
        {
            var here = Goertzel(samples, tone(number) / rate);
            if (here > power) (loudest, power) = (number, here);
        }

        return loudest;
    }

    // The power of one frequency, in cycles a sample, by two multiplications a sample.
    private static double Goertzel(ReadOnlySpan<short> samples, double frequency)
    {
        var factor = 2 * Math.Cos(2 * Math.PI * frequency);
        var (one, two) = (0.0, 0.0);
        foreach (var sample in samples) (one, two) = (sample + factor * one - two, one);
        return one * one + two * two - factor * one * two;
    }
}
