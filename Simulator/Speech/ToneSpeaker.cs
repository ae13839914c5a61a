using SparkControl.Simulator.Speech.Dialogues;

namespace SparkControl.Simulator.Speech;

/// <summary>Says words in tones: audio for Parakeet, and what Magpie makes of a text.</summary>
public static class ToneSpeaker
{
    /// <summary>How long a word is, and the pause behind it, when nothing else is said; seconds.</summary>
    public const double Word = 0.24, Pause = 0.08;

    /// <summary>One word after the other, at a usual pace.</summary>
    /// <param name="voice">Who speaks.</param>
    /// <param name="text">Words of <see cref="Tones.Words"/> with spaces between.</param>
    /// <param name="start">Seconds from the beginning.</param>
    public static IReadOnlyList<SpokenWord> Say(int voice, string text, double start = 0) =>
    [
        .. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select((word, index) => (Word: word, At: start + index * (Word + Pause)))
            .Select(one => new SpokenWord(voice, one.Word, one.At, one.At + Word))
    ];

    /// <summary>A WAV file of 16-bit mono PCM.</summary>
    /// <param name="words">Each at its own time; the rest is silence.</param>
    /// <param name="seconds">How long it is; null ends half a second after the last word.</param>
    /// <param name="rate">Samples a second.</param>
    public static byte[] Wav(IEnumerable<SpokenWord> words, double? seconds = null, int rate = 16_000) =>
        Record([.. words], seconds, rate).ToWav();

    internal static Sound Record(IReadOnlyList<SpokenWord> words, double? seconds, int rate)
    {
        var end = seconds ?? words.Select(word => word.End).DefaultIfEmpty().Max() + 0.5;
        var samples = new short[(int)Math.Round(end * rate)];
        using var mixer = new Mixer(words.OrderBy(word => word.Start), rate);
        mixer.Fill(samples);
        return new(samples, rate);
    }
}
